// One job as it goes: how far, how fast, what came of it, what was refused; and what can be done with it.

import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../base/figure/clock.ts";
import { Notice } from "../base/notice/notice.tsx";
import { formatCount, formatDuration } from "../base/quantity.ts";
import { Failed, Waiting } from "../base/states.tsx";
import { toastProblem } from "../base/toast.ts";
import { queryClient } from "../queries.ts";
import { isUnderWay, type Job, jobCalls, saveFile } from "./job-calls.ts";
import { countsText } from "./job-text.ts";

/** Refused rows that are shown; the file has all. */
const SHOWN_ERRORS = 20;
const REFRESH_MS = 700;

export function useJob(id: number) {
  return useQuery({
    queryKey: ["jobs", "one", id],
    queryFn: () => jobCalls.one(id),
    refetchInterval: ({ state: { data } }) => (data && !isUnderWay(data) ? false : REFRESH_MS),
  });
}

/** A bar that says how far the work has come; of unknown length where nobody knows. */
export function ProgressBar({ job, label }: { job: Job; label: string }) {
  const share = job.total === null || job.total === 0 ? undefined : Math.min(1, job.done / job.total);
  const percent = Math.round((job.state === "done" ? 1 : (share ?? 0)) * 100);
  return (
    <div
      className="work-bar"
      data-state={job.state}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...((share !== undefined || job.state === "done") && { "aria-valuenow": percent })}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}

function Pace({ job }: { job: Job }) {
  const { t } = useTranslation();
  const now = useNow();
  const began = job.startedAt ?? job.createdAt;
  const tookMs = Math.max(1, (job.endedAt ?? now) - began);
  const rate = (job.done / tookMs) * 1_000;
  const total = job.total ?? 0;
  const leftMs = rate > 0 ? ((total - job.done) / rate) * 1_000 : 0;
  const parts = [
    job.total === null
      ? formatCount(job.done)
      : t("job.of", { done: formatCount(job.done), total: formatCount(total) }),
    ...(job.state === "running" && rate >= 1
      ? [t("job.perSec", { rate: formatCount(Math.round(rate)) })]
      : []),
    ...(job.state === "running" && leftMs > 2_000 ? [t("job.left", { time: formatDuration(leftMs) })] : []),
    ...(job.endedAt === null ? [] : [formatDuration(tookMs)]),
  ];
  return (
    <Text size="sm" c="dimmed" className="tabular">
      {parts.join(" · ")}
    </Text>
  );
}

/** The buttons of a job, for who may press them. */
export function JobActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const act = useMutation({
    mutationFn: (what: "cancel" | "pause" | "resume") => jobCalls.act(job.id, what),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["jobs"] }),
    onError: (error) => toastProblem(error, t),
  });
  const button = (what: "cancel" | "pause" | "resume", Icon: typeof IconX) => (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={14} />}
      loading={act.isPending && act.variables === what}
      onClick={() => act.mutate(what)}
    >
      {t(`job.${what}`)}
    </Button>
  );
  return (
    <>
      {isUnderWay(job) && button("pause", IconPlayerPause)}
      {(job.state === "paused" || job.state === "failed") && button("resume", IconPlayerPlay)}
      {(isUnderWay(job) || job.state === "paused") && button("cancel", IconX)}
    </>
  );
}

/** Its files, where there are any. */
export function JobFiles({ job }: { job: Job }) {
  const { t } = useTranslation();
  const isSecret = job.kind.startsWith("device.");
  const save = useMutation({
    mutationFn: (what: "errors" | "result") => saveFile(`/jobs/${job.id}/${what}`, `${what}-${job.id}.csv`),
    onError: (error) => toastProblem(error, t),
  });
  const button = (what: "errors" | "result", label: string) => (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} />}
      loading={save.isPending && save.variables === what}
      onClick={() => save.mutate(what)}
    >
      {label}
    </Button>
  );
  return (
    <>
      {job.hasErrors && job.errors > 0 && button("errors", t("job.saveErrors"))}
      {job.hasResult && button("result", isSecret ? t("job.saveSecrets") : t("job.saveResult"))}
    </>
  );
}

function RowErrors({ job }: { job: Job }) {
  const { t } = useTranslation();
  const errors = useQuery({
    queryKey: ["jobs", "errors", job.id, job.errors],
    queryFn: () => jobCalls.errors(job.id, SHOWN_ERRORS),
  });
  const items = errors.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="work-errors">
      <Table.ScrollContainer
        minWidth={320}
        type="native"
        tabIndex={0}
        role="group"
        aria-label={t("job.rowErrors")}
      >
        <Table verticalSpacing={4} aria-label={t("job.rowErrors")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={60}>{t("job.row")}</Table.Th>
              <Table.Th w={116}>{t("job.column")}</Table.Th>
              <Table.Th>{t("job.reason")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((one) => (
              <Table.Tr key={`${one.row} ${one.column} ${one.code}`}>
                <Table.Td className="tabular">{one.row}</Table.Td>
                <Table.Td>{one.column === "" ? t("job.wholeRow") : one.column}</Table.Td>
                <Table.Td>{one.text}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {job.errors > items.length && (
        <Text size="xs" c="dimmed" p="xs">
          {t("job.moreErrors", { total: formatCount(job.errors - items.length) })}
        </Text>
      )}
    </div>
  );
}

interface JobProgressProps {
  readonly id: number;
  /** Called once, when it is done, failed, paused or cancelled. */
  readonly onEnded?: (job: Job) => void;
}

export function JobProgress({ id, onEnded }: JobProgressProps) {
  const { t } = useTranslation();
  const query = useJob(id);
  const job = query.data;
  const endedState = job && !isUnderWay(job) ? job.state : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once an end, whatever else changes
  useEffect(() => {
    if (job && endedState !== undefined) onEnded?.(job);
  }, [endedState]);
  if (job === undefined) {
    return query.isError ? (
      <Failed error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Waiting rows={3} />
    );
  }
  const summary = countsText(job, t);
  return (
    <Stack gap="sm" aria-live="polite">
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{t(`job.states.${job.state}`)}</Text>
        <Pace job={job} />
      </Group>
      <ProgressBar job={job} label={t("job.progress")} />
      <Group gap="md">
        {summary !== "" && <Text size="sm">{summary}</Text>}
        {job.errors > 0 && (
          <Text size="sm" c="var(--bad)">
            {t("job.refusedCount", { n: formatCount(job.errors) })}
          </Text>
        )}
      </Group>
      {job.failure && <Notice tone="bad">{job.failure.text}</Notice>}
      <Group gap="xs">
        <JobActions job={job} />
        <JobFiles job={job} />
      </Group>
      {job.errors > 0 && <RowErrors job={job} />}
    </Stack>
  );
}
