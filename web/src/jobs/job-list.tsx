// Long work of the last 30 days, newest first.

import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import type { Column } from "../base/data-table/column.ts";
import { queryOf } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { toastDone, toastProblem } from "../base/toast.ts";
import { queryClient } from "../queries.ts";
import { isUnderWay, type Job, jobCalls } from "./job-calls.ts";
import { JobProgress, ProgressBar } from "./job-progress.tsx";
import { countsText, kindText } from "./job-text.ts";

const STATES = ["queued", "running", "paused", "done", "failed", "cancelled"] as const;
const TONES = {
  queued: "idle",
  running: "idle",
  paused: "warn",
  done: "ok",
  failed: "bad",
  cancelled: "idle",
} as const;

function columnsOf(t: TFunction): readonly Column<Job>[] {
  return [
    {
      ...{ key: "kind", header: t("job.kind"), isFixed: true, phone: "title" },
      text: (job) => kindText(job.kind, t),
      cell: (job) => (
        <>
          <Text size="sm" fw={550}>
            {kindText(job.kind, t)}
          </Text>
          <Text size="xs" c="dimmed" className="wrap-code">
            {job.title}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "state", header: t("job.state"), phone: "aside", width: 120 },
      text: (job) => job.state,
      cell: (job) => (
        <Badge variant="default" className="tone-badge" data-tone={TONES[job.state]}>
          {t(`job.states.${job.state}`)}
        </Badge>
      ),
    },
    {
      ...{ key: "progress", header: t("job.progress"), width: 240 },
      text: (job) => `${job.done}/${job.total ?? ""}`,
      cell: (job) => (
        <Stack gap={4}>
          <ProgressBar job={job} label={`${kindText(job.kind, t)} ${job.title}`} />
          <Text size="xs" c="dimmed" className="tabular">
            {countsText(job, t) || formatCount(job.done)}
          </Text>
        </Stack>
      ),
    },
    {
      ...{ key: "errors", header: t("job.errors"), width: 90, align: "right" },
      text: (job) => job.errors,
      cell: (job) => (job.errors === 0 ? "–" : formatCount(job.errors)),
    },
    { key: "actor", header: t("job.actor"), fromPx: 800, text: (job) => job.actor, cell: (job) => job.actor },
    {
      ...{ key: "createdAt", header: t("job.ago"), fromPx: 700, width: 130 },
      text: (job) => stampText(job.createdAt),
      cell: (job) => <Ago ts={job.createdAt} size="sm" c="dimmed" />,
    },
  ];
}

function JobView({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useTranslation();
  const mayForget = useMay("jobs", "command");
  const [isAsked, setIsAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => jobCalls.remove(job.id),
    onSuccess: () => {
      toastDone(t("job.removed"));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["jobs"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" className="wrap-code">
        {job.title}
      </Text>
      <JobProgress
        id={job.id}
        onEnded={() => void queryClient.invalidateQueries({ queryKey: ["jobs", "list"] })}
      />
      {mayForget && !isUnderWay(job) && (
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => setIsAsked(true)}>
            {t("job.remove")}
          </Button>
        </Group>
      )}
      <Confirm
        isOpen={isAsked}
        isDanger
        title={t("job.removeTitle")}
        text={t("job.removeText")}
        confirmLabel={t("job.remove")}
        isBusy={remove.isPending}
        onClose={() => setIsAsked(false)}
        onConfirm={() => remove.mutate()}
      />
    </Stack>
  );
}

export function JobList() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Job | undefined>();
  const options = STATES.map((value) => ({ value, label: t(`job.states.${value}`) }));
  return (
    <Panel isFlush>
      <DataTable
        {...{ name: "jobs", label: t("job.tab"), columns: columnsOf(t), queryKey: ["jobs", "list"] }}
        keyOf={(job) => String(job.id)}
        nameOf={(job) => `${kindText(job.kind, t)} ${job.title}`}
        load={(request) => jobCalls.list(queryOf(request))}
        refreshMs={2_000}
        filters={[{ name: "state", label: t("job.state"), options }]}
        onOpen={setShown}
        empty={{ icon: <IconListCheck size={22} />, title: t("job.empty"), text: t("job.emptyText") }}
      />
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown && kindText(shown.kind, t)}
        size="xl"
        closeButtonProps={{ "aria-label": t("word.close") }}
      >
        {shown && <JobView job={shown} onClose={() => setShown(undefined)} />}
      </Modal>
    </Panel>
  );
}
