// Asks who edited something that another changed or deleted meanwhile; what was typed stays until the answer.

import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { notifyManager, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../base/notice/notice.tsx";
import { formatTime } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { get } from "../call.ts";
import type { AuditEntry } from "../contract.ts";
import { type Conflict, type ConflictChoice, noteReload, type Trace, useConflict } from "./conflict.ts";
import type { Difference } from "./difference.ts";
import { EDITS } from "./edits.ts";

/** Among so many newest entries of the trail it is looked for. */
const TRAIL_ROWS = 50;
const SHOWN_DIFFERENCES = 8;

function isAbout({ names, isDeleted }: Conflict, entry: AuditEntry): boolean {
  const { action, target } = entry;
  const state = entry.after ?? entry.before;
  const id: unknown = typeof state === "object" && state !== null ? Reflect.get(state, "id") : undefined;
  return (
    names.some((name) => name === target || name === String(id)) && action.endsWith("delete") === isDeleted
  );
}

/** Who did it and when; undefined where it is not known, or not for this person to know. */
function useTrace(conflict: Conflict): Trace | undefined {
  const mayRead = useMay("audit", "admin");
  const { trail } = EDITS[conflict.edit];
  const found = useQuery({
    queryKey: ["audit", "trace", trail, conflict.names],
    queryFn: () => get("/audit", { action: trail, limit: TRAIL_ROWS }),
    ...{ enabled: mayRead && conflict.trace === undefined, staleTime: 0, gcTime: 0 },
  });
  const entry = found.data?.items.find((one) => isAbout(conflict, one));
  return conflict.trace ?? (entry && { actor: entry.actor ?? "", at: entry.at });
}

function Differences({ all }: { all: readonly Difference[] }) {
  const { t } = useTranslation();
  if (all.length === 0) return null;
  const text = (value: string | undefined) => value || t("conflict.none");
  return (
    <div>
      <Text size="sm" fw={550}>
        {t("conflict.differences")}
      </Text>
      <ul className="conflict-differences">
        {all.slice(0, SHOWN_DIFFERENCES).map(({ path, before, after }) => (
          <li key={path}>
            <Code>{path}</Code> <span className="break">{text(before)}</span>
            <span aria-hidden="true"> → </span>
            <span className="visually-hidden">{t("conflict.now")} </span>
            <strong className="break">{text(after)}</strong>
          </li>
        ))}
        {all.length > SHOWN_DIFFERENCES && (
          <li>{t("conflict.more", { count: all.length - SHOWN_DIFFERENCES })}</li>
        )}
      </ul>
    </div>
  );
}

interface ContentProps {
  readonly conflict: Conflict;
  readonly onAnswer: (choice: ConflictChoice) => void;
}

function Content({ conflict, onAnswer }: ContentProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const trace = useTrace(conflict);
  const [isLoading, setIsLoading] = useState(false);
  const { isDeleted } = conflict;
  const kind = isDeleted ? "deleted" : "changed";
  const told = trace
    ? t(`conflict.${kind}By`, { actor: trace.actor, time: formatTime(trace.at) })
    : t(`conflict.${kind}`);
  const loadTheirs = async () => {
    setIsLoading(true);
    await client.invalidateQueries();
    // What was read reaches the pages in a turn of its own: before that, forms would begin anew from what was before.
    await new Promise<void>((resolve) => notifyManager.schedule(resolve));
    noteReload();
    onAnswer("theirs");
  };
  return (
    <Stack gap="md">
      <Notice tone="warn" icon={<IconAlertTriangle size={18} />} isUrgent>
        {told}
      </Notice>
      <Differences all={conflict.differences} />
      <Text size="sm">{t(isDeleted ? "conflict.keptDeleted" : "conflict.kept")}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => onAnswer("back")} data-autofocus>
          {t("conflict.back")}
        </Button>
        {!isDeleted && (
          <>
            <Button variant="default" loading={isLoading} onClick={() => void loadTheirs()}>
              {t("conflict.theirs")}
            </Button>
            <Button color="red" disabled={isLoading} onClick={() => onAnswer("mine")}>
              {t("conflict.mine")}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}

/** Once in the whole app. */
export function ConflictDialog() {
  const { t } = useTranslation();
  const asked = useConflict();
  return (
    <Modal
      opened={asked !== undefined}
      onClose={() => asked?.answer("back")}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={asked && t(asked.conflict.isDeleted ? "conflict.deletedTitle" : "conflict.title")}
      zIndex={350}
      size="lg"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {asked && (
        <Content key={asked.conflict.names.join()} conflict={asked.conflict} onAnswer={asked.answer} />
      )}
    </Modal>
  );
}
