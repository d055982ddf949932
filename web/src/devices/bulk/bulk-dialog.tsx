// The question before a change to many devices, its progress, and what was refused.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";
import { formatCount } from "../../base/quantity.ts";
import { Failed, Waiting } from "../../base/states.tsx";
import { JobProgress } from "../../jobs/job-progress.tsx";
import { type BulkChange, type BulkOutcome, deviceCalls } from "../device-calls.ts";
import { refreshGroups } from "../groups/use-groups.ts";
import { ChangeFields } from "./change-fields.tsx";
import { AT_ONCE, type Bulk, type BulkQuestion, targetOf } from "./use-bulk.ts";

const FAILED_SHOWN = 20;

/** How many are meant: counted by the server where all that match are. */
function useCount({ selection }: BulkQuestion) {
  return useQuery({
    queryKey: ["devices", "count", selection.kind === "all" ? targetOf(selection) : selection.keys],
    queryFn: () =>
      selection.kind === "rows" ? selection.keys.length : deviceCalls.count(targetOf(selection)),
    gcTime: 0,
  });
}

/** As far as the page knows it. */
function sizeOf({ selection }: BulkQuestion): number {
  return selection.kind === "rows" ? selection.keys.length : selection.total;
}

/** What needs nothing but a yes. */
const PLAIN: Readonly<Partial<Record<BulkChange["action"], BulkChange>>> = {
  enable: { action: "enable" },
  disable: { action: "disable" },
  delete: { action: "delete" },
};

function Question({ bulk, question }: { bulk: Bulk; question: BulkQuestion }) {
  const { t } = useTranslation();
  const { action } = question;
  const count = useCount(question);
  const [change, setChange] = useState<BulkChange | undefined>(PLAIN[action]);
  const [typed, setTyped] = useState("");
  const total = count.data ?? sizeOf(question);
  const isBig = total > AT_ONCE;
  const mustType = action === "delete" && isBig;
  const isReady =
    change !== undefined && count.isSuccess && total > 0 && (!mustType || typed.trim() === String(total));
  if (count.isError) return <Failed error={count.error} onRetry={() => void count.refetch()} />;
  const text = action in PLAIN ? t(`bulk.text.${action as "enable"}`, { count: total }) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) bulk.run(change);
      }}
    >
      <Stack gap="md">
        <Text fw={600} role="status">
          {count.isPending ? t("bulk.counting") : t("bulk.concerned", { total: formatCount(total) })}
        </Text>
        {text && (
          <Notice tone={action === "delete" ? "bad" : action === "disable" ? "warn" : "idle"}>{text}</Notice>
        )}
        {text === undefined && <ChangeFields question={question} onChange={setChange} />}
        {isBig && (
          <Text size="sm" c="dimmed">
            {t("bulk.inBackground")}
          </Text>
        )}
        {mustType && (
          <TextInput
            label={t("bulk.typeCount", { total })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={bulk.close}>
            {t("word.cancel")}
          </Button>
          <Button
            type="submit"
            color={action === "delete" ? "red" : "steel"}
            disabled={!isReady}
            loading={bulk.isBusy}
          >
            {t(`bulk.${action}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Refused({ outcome }: { outcome: BulkOutcome }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t("bulk.failed", { total: formatCount(outcome.failed.length) })}>
      <ul className="bulk-failed">
        {outcome.failed.slice(0, FAILED_SHOWN).map(({ device, message }) => (
          <li key={device}>
            <code>{device}</code> {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Result({ bulk, outcome }: { bulk: Bulk; outcome: BulkOutcome }) {
  const { t } = useTranslation();
  const [isEnded, setIsEnded] = useState(outcome.job === null);
  const action = bulk.question?.action ?? "edit";
  const end = () => {
    setIsEnded(true);
    void refreshGroups();
  };
  return (
    <Stack gap="md">
      {outcome.job === null ? (
        <>
          <Text fw={600}>{t(`bulk.done.${action}`, { total: formatCount(outcome.changed) })}</Text>
          <Refused outcome={outcome} />
        </>
      ) : (
        <JobProgress id={outcome.job.id} onEnded={end} />
      )}
      <Group justify="flex-end" gap="xs">
        {isEnded && action === "delete" && (
          <Button variant="default" component={Link} href="/devices/trash" onClick={bulk.close}>
            {t("bulk.toTrash")}
          </Button>
        )}
        <Button onClick={bulk.close}>{isEnded ? t("word.close") : t("bulk.goOn")}</Button>
      </Group>
    </Stack>
  );
}

export function BulkDialog({ bulk }: { bulk: Bulk }) {
  const { t } = useTranslation();
  const { question, outcome } = bulk;
  const count = question && sizeOf(question);
  return (
    <Modal
      opened={question !== undefined}
      onClose={bulk.close}
      title={question && t(`bulk.title.${question.action}`, { count })}
      size={outcome ? "lg" : "md"}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {question === undefined ? (
        <Waiting rows={2} />
      ) : outcome ? (
        <Result bulk={bulk} outcome={outcome} />
      ) : (
        <Question bulk={bulk} question={question} />
      )}
    </Modal>
  );
}
