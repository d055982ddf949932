// Finds how registers make the value that a panel shows: type it, and see which readings give it.

import { Button, Code, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { formatMeasure } from "../../base/quantity.ts";
import type { Candidate, GuessSample, ReadRequest } from "../contract.ts";
import { fieldbusCalls } from "../fieldbus-calls.ts";
import { hexPairs } from "../link-words.ts";
import { ReadFailed } from "./reader.tsx";

/** So many samples leave one reading in nearly all cases. */
const SAMPLES = 3;
const SHOWN = 12;
const NUMBER = /^\s*-?\d+(?:[.,]\d+)?\s*$/;

interface GuesserProps {
  readonly linkId: number;
  /** Where to look; undefined while that is not right. */
  readonly request: ReadRequest | undefined;
  readonly onApply: (candidate: Candidate) => void;
}

interface Round {
  readonly samples: readonly GuessSample[];
  readonly candidates: readonly Candidate[];
}

function CandidateRow({ candidate, onApply }: { candidate: Candidate; onApply: () => void }) {
  const { t } = useTranslation();
  const { address, type, order, scale, value, raw } = candidate;
  return (
    <Table.Tr>
      <Table.Td>{address}</Table.Td>
      <Table.Td className="mono">
        {type}
        {order && ` ${order}`}
      </Table.Td>
      <Table.Td ta="right">{scale}</Table.Td>
      <Table.Td ta="right">{formatMeasure(value)}</Table.Td>
      <Table.Td visibleFrom="sm">
        <Code>{hexPairs(raw)}</Code>
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-xs"
          variant="default"
          onClick={onApply}
          aria-label={t("fieldbus.applyOne", { place: `${address} ${type} ${order ?? ""}` })}
        >
          {t("fieldbus.apply")}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function Candidates({ round, onApply }: { round: Round; onApply: (candidate: Candidate) => void }) {
  const { t } = useTranslation();
  const { candidates, samples } = round;
  if (candidates.length === 0)
    return (
      <Notice tone="warn" title={t("fieldbus.noCandidate")}>
        {t("fieldbus.noCandidateText")}
      </Notice>
    );
  const isSure = samples.length >= SAMPLES || (candidates.length === 1 && samples.length > 1);
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {t("fieldbus.candidates", { count: candidates.length })}{" "}
        {!isSure && t("fieldbus.moreSamples", { done: samples.length, of: SAMPLES })}
      </Text>
      <section className="cell-scroll" aria-label={t("fieldbus.candidateList")}>
        <Table className="tabular" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("register.address")}</Table.Th>
              <Table.Th>{t("register.type")}</Table.Th>
              <Table.Th ta="right">{t("register.scale")}</Table.Th>
              <Table.Th ta="right">{t("register.value")}</Table.Th>
              <Table.Th visibleFrom="sm">{t("fieldbus.raw")}</Table.Th>
              <Table.Th>
                <span className="visually-hidden">{t("word.actions")}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {candidates.slice(0, SHOWN).map((candidate) => (
              <CandidateRow
                key={`${candidate.address} ${candidate.type} ${candidate.order} ${candidate.scale}`}
                candidate={candidate}
                onApply={() => onApply(candidate)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {candidates.length > SHOWN && (
        <Text size="xs" c="dimmed">
          {t("fieldbus.moreCandidates", { count: candidates.length - SHOWN })}
        </Text>
      )}
    </Stack>
  );
}

/** What was found may lie below the window's edge: brings the element into view whenever `answer` is another one. */
function useSeen(answer: unknown) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer !== undefined) element.current?.scrollIntoView({ block: "nearest" });
  }, [answer]);
  return element;
}

export function Guesser({ linkId, request, onApply }: GuesserProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState("");
  const [round, setRound] = useState<Round>();
  const samples = round?.samples ?? [];
  const isWords = request?.area === "holding" || request?.area === "input";
  const compare = useMutation({
    mutationFn: async (wanted: ReadRequest): Promise<Round> => {
      const { hex } = await fieldbusCalls.read(linkId, wanted);
      const taken = [
        ...samples,
        { address: wanted.address, hex: hex.replaceAll(/\s/g, ""), shown: shown.trim().replace(",", ".") },
      ];
      const { candidates } = await fieldbusCalls.guess(taken, wanted.area);
      return { samples: taken, candidates };
    },
    onSuccess: (next) => {
      setRound(next);
      setShown("");
    },
  });
  const result = useSeen(compare.error ?? round);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request && NUMBER.test(shown)) compare.mutate(request);
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t("fieldbus.shown")}
            description={t("fieldbus.shownNote")}
            placeholder="23.5"
            value={shown}
            onChange={(event) => setShown(event.currentTarget.value)}
            inputMode="decimal"
            error={shown.trim() !== "" && !NUMBER.test(shown) && t("fieldbus.wrong")}
          />
          <Button
            type="submit"
            leftSection={<IconTargetArrow size={16} />}
            loading={compare.isPending}
            disabled={!isWords || !NUMBER.test(shown)}
          >
            {t(samples.length === 0 ? "fieldbus.findOut" : "fieldbus.nextSample")}
          </Button>
          {samples.length > 0 && (
            <Button variant="default" onClick={() => setRound(undefined)}>
              {t("fieldbus.startOver")}
            </Button>
          )}
        </Group>
      </form>
      {samples.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("fieldbus.samples")}: {samples.map((sample) => sample.shown).join(", ")}
        </Text>
      )}
      <div ref={result} className="scroll-here">
        {compare.isError && <ReadFailed error={compare.error} />}
        {round && <Candidates round={round} onApply={onApply} />}
      </div>
    </Stack>
  );
}
