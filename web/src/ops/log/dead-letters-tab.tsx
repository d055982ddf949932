// Events that a target could not take: why, and the two things that can be done about it.

import { Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { IconMailCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { api } from "../../api.ts";
import { Confirm } from "../../base/confirm.tsx";
import { Pager, usePaging } from "../../base/paging.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatCount } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { Empty, Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { DeadLetter, DeadLetterListing, DeadLetterTarget } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { DeadLetterRow } from "./dead-letter-row.tsx";

const LIMIT = 50;

/** What can be done; each ends with the list anew. */
function useDeeds() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const options = {
    onError: (error: unknown) => toastProblem(error, t),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["dead-letters"] });
      void client.invalidateQueries({ queryKey: ["overview"] });
    },
  };
  const discarded = (count: number) => toastDone(t("letter.discarded", { n: formatCount(count) }));
  return {
    replay: useMutation({
      ...options,
      mutationFn: (id: number) => api.replayDeadLetter(id),
      onSuccess: () => toastDone(t("letter.replayed")),
    }),
    replayAll: useMutation({
      ...options,
      mutationFn: (target: string) => api.replayDeadLetters(target),
      onSuccess: ({ delivered, failed, left }) =>
        toastDone(t("letter.replayedMany", { delivered, failed: failed.length, left })),
    }),
    discard: useMutation({
      ...options,
      mutationFn: (id: number) => api.discardDeadLetter(id),
      onSuccess: () => discarded(1),
    }),
    discardAll: useMutation({
      ...options,
      mutationFn: (target: string) => api.discardDeadLetters(target),
      onSuccess: (answer) => discarded(answer.discarded),
    }),
  };
}

function Bulk({ target, deeds }: { target: DeadLetterTarget; deeds: ReturnType<typeof useDeeds> }) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const name = target.target;
  return (
    <Stack gap="xs" className="panel-foot">
      {!target.isAttached && <Text size="sm">{t("letter.away", { target: name })}</Text>}
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={!target.isAttached}
          loading={deeds.replayAll.isPending}
          onClick={() => deeds.replayAll.mutate(name)}
        >
          {t("letter.replayAll", { target: name })}
        </Button>
        <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
          {t("letter.discardAll", { target: name })}
        </Button>
      </Group>
      <Confirm
        isOpen={isAsking}
        isDanger
        title={t("letter.discardAllTitle", { target: name })}
        text={t("letter.discardAllText", { target: name, n: formatCount(target.count) })}
        confirmLabel={t("letter.discard")}
        isBusy={deeds.discardAll.isPending}
        onConfirm={() => deeds.discardAll.mutate(name, { onSettled: () => setIsAsking(false) })}
        onClose={() => setIsAsking(false)}
      />
    </Stack>
  );
}

function Letters({ listing, deeds }: { listing: DeadLetterListing; deeds: ReturnType<typeof useDeeds> }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<DeadLetter>();
  if (listing.items.length === 0)
    return (
      <Empty icon={<IconMailCheck size={24} />} title={t("letter.empty")} text={t("letter.emptyText")} />
    );
  return (
    <>
      <Table.ScrollContainer type="native" minWidth={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={100}>{t("letter.target")}</Table.Th>
              <Table.Th>{t("letter.event")}</Table.Th>
              <Table.Td w={50} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listing.items.map((letter) => (
              <DeadLetterRow
                key={letter.id}
                letter={letter}
                onReplay={() => deeds.replay.mutate(letter.id)}
                onDiscard={() => setAsked(letter)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Confirm
        isOpen={asked !== undefined}
        isDanger
        title={t("letter.discardTitle")}
        text={t("letter.discardText", { target: asked?.target ?? "" })}
        confirmLabel={t("letter.discard")}
        isBusy={deeds.discard.isPending}
        onConfirm={() => asked && deeds.discard.mutate(asked.id, { onSettled: () => setAsked(undefined) })}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}

/** The target lives in the address, so that a filtered view can be linked to. */
export function DeadLettersTab() {
  const { t } = useTranslation();
  const chosen = new URLSearchParams(useSearch()).get("target") ?? "";
  const [location, navigate] = useLocation();
  const paging = usePaging(chosen);
  const letters = useQuery(
    queries.deadLetters({ target: chosen, limit: LIMIT, ...(paging.cursor && { cursor: paging.cursor }) }),
  );
  const deeds = useDeeds();
  const mayWrite = useMay("developer");
  const targets = letters.data?.targets ?? [];
  const withLetters = targets.filter((one) => one.count > 0 && (chosen === "" || one.target === chosen));
  return (
    <Panel
      title={t("letter.title")}
      note={t("letter.note")}
      isFlush
      actions={
        <Select
          size="xs"
          aria-label={t("letter.target")}
          value={chosen}
          onChange={(value) =>
            navigate(value ? `${location}?target=${encodeURIComponent(value)}` : location, { replace: true })
          }
          data={[
            { value: "", label: t("letter.allTargets") },
            ...targets.map((one) => ({
              value: one.target,
              label: `${one.target} (${formatCount(one.count)})`,
            })),
          ]}
          w={170}
        />
      }
    >
      <Loaded query={letters}>
        {(listing) => (
          <>
            <Letters listing={listing} deeds={deeds} />
            {targets
              .filter((one) => one.dropped > 0)
              .map(({ target, dropped }) => (
                <Text key={target} size="xs" c="dimmed" className="panel-foot">
                  {t("letter.dropped", { target, n: formatCount(dropped) })}
                </Text>
              ))}
            {listing.items.length > 0 && <Pager paging={paging} listing={listing} limit={LIMIT} />}
            {mayWrite && withLetters.map((one) => <Bulk key={one.target} target={one} deeds={deeds} />)}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
