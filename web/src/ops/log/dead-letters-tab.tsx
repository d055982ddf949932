// Events that a target could not take: why, and the two things that can be done about it.

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconMailCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearch } from "wouter";
import { api } from "../../api.ts";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import { type Column, queryOf } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { Panel } from "../../base/panel.tsx";
import { stampText } from "../../base/person/time-zone.ts";
import { formatCount } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { DeadLetter, DeadLetterTarget } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { LetterActions, LetterText } from "./dead-letter-row.tsx";

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

type Deeds = ReturnType<typeof useDeeds>;

function Bulk({ target, deeds }: { target: DeadLetterTarget; deeds: Deeds }) {
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

function columnsOf(t: TFunction): readonly Column<DeadLetter>[] {
  return [
    {
      ...{ key: "target", header: t("letter.target"), width: 130, isFixed: true, phone: "title" },
      text: (letter) => letter.target,
      cell: (letter) => (
        <Text size="sm" fw={550}>
          {letter.target}
        </Text>
      ),
    },
    {
      ...{ key: "at", header: t("word.time"), width: 130, phone: "aside" },
      text: (letter) => stampText(letter.at),
      cell: (letter) => <Ago ts={letter.at} size="sm" c="dimmed" />,
    },
    {
      ...{ key: "event", header: t("letter.event"), isFixed: true },
      text: (letter) => `${letter.productKey ?? ""}/${letter.deviceName ?? ""}: ${letter.reason}`,
      cell: (letter) => <LetterText letter={letter} />,
    },
  ];
}

function Discard(props: { letter: DeadLetter | undefined; deeds: Deeds; onClose: () => void }) {
  const { t } = useTranslation();
  const { letter, deeds, onClose } = props;
  return (
    <Confirm
      isOpen={letter !== undefined}
      isDanger
      title={t("letter.discardTitle")}
      text={t("letter.discardText", { target: letter?.target ?? "" })}
      confirmLabel={t("letter.discard")}
      isBusy={deeds.discard.isPending}
      onConfirm={() => letter && deeds.discard.mutate(letter.id, { onSettled: onClose })}
      onClose={onClose}
    />
  );
}

export function DeadLettersTab() {
  const { t } = useTranslation();
  const chosen = new URLSearchParams(useSearch()).get("target") ?? "";
  const targets = useQuery(queries.deadLetters({ limit: 1 })).data?.targets ?? [];
  const deeds = useDeeds();
  const mayWrite = useMay("dead letters", "manage");
  const [asked, setAsked] = useState<DeadLetter>();
  const withLetters = targets.filter((one) => one.count > 0 && (chosen === "" || one.target === chosen));
  return (
    <Panel isFlush>
      <DataTable
        {...{ name: "dead-letters", label: t("letter.title"), columns: columnsOf(t) }}
        queryKey={["dead-letters", "table"]}
        keyOf={(letter) => String(letter.id)}
        load={(request) => api.deadLetters(queryOf(request))}
        filters={[
          {
            ...{ name: "target", label: t("letter.allTargets") },
            options: targets.map(({ target, count }) => ({
              value: target,
              label: `${target} (${formatCount(count)})`,
            })),
          },
        ]}
        {...(mayWrite && {
          rowActions: (letter: DeadLetter) => (
            <LetterActions
              letter={letter}
              onReplay={() => deeds.replay.mutate(letter.id)}
              onDiscard={() => setAsked(letter)}
            />
          ),
        })}
        empty={{ icon: <IconMailCheck size={24} />, title: t("letter.empty"), text: t("letter.emptyText") }}
      />
      {targets
        .filter((one) => one.dropped > 0)
        .map(({ target, dropped }) => (
          <Text key={target} size="xs" c="dimmed" className="panel-foot">
            {t("letter.dropped", { target, n: formatCount(dropped) })}
          </Text>
        ))}
      {mayWrite && withLetters.map((one) => <Bulk key={one.target} target={one} deeds={deeds} />)}
      <Discard letter={asked} deeds={deeds} onClose={() => setAsked(undefined)} />
    </Panel>
  );
}
