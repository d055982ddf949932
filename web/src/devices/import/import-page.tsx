// From a file to devices in four steps; nothing is written before the check was seen.

import { Anchor, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatCount } from "../../base/quantity.ts";
import { useReach } from "../../base/role.ts";
import { Failed } from "../../base/states.tsx";
import { toastProblem } from "../../base/toast.ts";
import { DropArea } from "../../base/upload/drop-area.tsx";
import { useUpload } from "../../base/upload/use-upload.ts";
import { type Job, saveFile } from "../../jobs/job-calls.ts";
import { JobProgress } from "../../jobs/job-progress.tsx";
import { queryClient } from "../../queries.ts";
import { groupsQuery } from "../groups/use-groups.ts";
import { ColumnTable, SettingsPanel } from "./columns-step.tsx";
import { type ImportPreview, type ImportSettings, importCalls } from "./import-calls.ts";

const STEPS = ["file", "columns", "check", "done"] as const;
type Step = (typeof STEPS)[number];

interface Chosen {
  readonly fileName: string;
  readonly preview: ImportPreview;
  readonly settings: ImportSettings;
}

function Steps({ step }: { step: Step }) {
  const { t } = useTranslation();
  const at = STEPS.indexOf(step);
  return (
    <ol className="work-steps">
      {STEPS.map((one, index) => (
        <li key={one} data-done={index < at} {...(one === step && { "aria-current": "step" as const })}>
          <span aria-hidden="true">{index + 1}</span>
          {t(`import.steps.${one}`)}
        </li>
      ))}
    </ol>
  );
}

function Templates() {
  const { t } = useTranslation();
  const save = (format: "csv" | "xlsx") =>
    saveFile("/device-import-template", `devices.${format}`, { format }).catch((error) =>
      toastProblem(error, t),
    );
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t("import.templateNote")}:
      </Text>
      {(["xlsx", "csv"] as const).map((format) => (
        <Button
          key={format}
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => void save(format)}
        >
          {t("import.template")} ({format})
        </Button>
      ))}
    </Group>
  );
}

/** The choices that a file begins with: its headings as they are known, and the product where no column names it. */
function settingsOf(preview: ImportPreview, before?: ImportSettings): ImportSettings {
  const { columns } = preview;
  return { mode: "upsert", key: "name", makesGroups: true, ...before, columns };
}

/** For who reaches only a part: what becomes of rows about the rest. */
function ReachNotice() {
  const { t } = useTranslation();
  const { isAll, hasUngrouped } = useReach();
  const { data } = useQuery({ ...groupsQuery(), enabled: !isAll });
  if (isAll) return null;
  const path = data?.items[0]?.path.replaceAll(" / ", "/");
  return (
    <Notice tone="idle">
      <Text size="sm">{t("import.reached")}</Text>
      {!hasUngrouped && path !== undefined && <Text size="sm">{t("import.reachedGroup", { path })}</Text>}
    </Notice>
  );
}

function FileStep({ onChosen }: { onChosen: (chosen: Chosen) => void }) {
  const { t } = useTranslation();
  const upload = useUpload({
    send: (file: File, watch) => importCalls.upload(file, watch),
    onSuccess: (preview, file) => onChosen({ fileName: file.name, preview, settings: settingsOf(preview) }),
  });
  return (
    <Stack gap="md">
      <ReachNotice />
      <DropArea
        title={t("import.drop")}
        note={t("import.dropNote")}
        chooseLabel={t("import.choose")}
        accept=".csv,.tsv,.txt,.xlsx"
        upload={upload}
        name={upload.variables?.name}
        onFile={(file) => upload.mutate(file)}
      />
      {upload.isError && <Failed error={upload.error} />}
      <Templates />
    </Stack>
  );
}

interface ColumnsStepProps {
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  readonly onBack: () => void;
  readonly onCheck: () => void;
  readonly isBusy: boolean;
}

function hasKey({ columns, key }: ImportSettings): boolean {
  if (key.startsWith("tag:")) return columns.includes(key) || columns.includes("tags");
  return columns.includes(key === "secret" ? "deviceSecret" : "deviceName");
}

function ColumnsStep({ chosen, onChange, onBack, onCheck, isBusy }: ColumnsStepProps) {
  const { t } = useTranslation();
  const { preview, settings, fileName } = chosen;
  const readSheet = useMutation({
    mutationFn: (sheet: string) => importCalls.preview(preview.fileId, sheet),
    onSuccess: (next, sheet) =>
      onChange({ ...chosen, preview: next, settings: { ...settingsOf(next, settings), sheet } }),
    onError: (error) => toastProblem(error, t),
  });
  const step = {
    preview,
    settings,
    onChange: (next: ImportSettings) => onChange({ ...chosen, settings: next }),
  };
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm">{t("import.rows", { total: formatCount(preview.rowCount), name: fileName })}</Text>
        {preview.sheets.length > 1 && (
          <Select
            size="xs"
            aria-label={t("import.sheet")}
            data={[...preview.sheets]}
            value={settings.sheet ?? preview.sheets[0] ?? null}
            allowDeselect={false}
            onChange={(sheet) => sheet && readSheet.mutate(sheet)}
          />
        )}
      </Group>
      <Panel title={t("import.columnsTitle")} note={t("import.columnsNote")} isFlush>
        <ColumnTable {...step} />
      </Panel>
      <SettingsPanel {...step} />
      {!hasKey(settings) && <Notice tone="warn">{t("import.noKey")}</Notice>}
      <Group justify="space-between">
        <Button variant="default" leftSection={<IconArrowLeft size={15} />} onClick={onBack}>
          {t("import.other")}
        </Button>
        <Button disabled={!hasKey(settings)} loading={isBusy} onClick={onCheck}>
          {t("import.check")}
        </Button>
      </Group>
    </Stack>
  );
}

interface CheckStepProps {
  readonly job: Job;
  readonly onBack: () => void;
  readonly onStart: () => void;
  readonly isBusy: boolean;
}

function startLabel(job: Job): "start" | "startRest" | "nothing" | "noChange" {
  const { created = 0, updated = 0, unchanged = 0, bound = 0 } = job.counts;
  if (created + updated + bound === 0) return unchanged > 0 ? "noChange" : "nothing";
  return job.errors > 0 ? "startRest" : "start";
}

function CheckStep({ job, onBack, onStart, isBusy }: CheckStepProps) {
  const { t } = useTranslation();
  const [ended, setEnded] = useState<Job | undefined>();
  const label = ended?.state === "done" ? startLabel(ended) : "nothing";
  const { created = 0, updated = 0, unchanged = 0 } = ended?.counts ?? {};
  const total = formatCount(created + updated + unchanged);
  return (
    <Stack gap="md">
      <Panel title={ended ? t("import.checkedTitle") : t("import.checking")}>
        <JobProgress id={job.id} onEnded={setEnded} />
      </Panel>
      <Group justify="space-between">
        <Button variant="default" leftSection={<IconArrowLeft size={15} />} onClick={onBack}>
          {t("import.back")}
        </Button>
        {ended && (
          <Button disabled={label === "nothing" || label === "noChange"} loading={isBusy} onClick={onStart}>
            {t(`import.${label}`, { total })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function DoneStep({ job, onAgain }: { job: Job; onAgain: () => void }) {
  const { t } = useTranslation();
  const [ended, setEnded] = useState<Job | undefined>();
  const onEnded = (last: Job) => {
    setEnded(last);
    for (const key of ["devices", "products", "groups"])
      void queryClient.invalidateQueries({ queryKey: [key] });
  };
  return (
    <Stack gap="md">
      <Panel title={ended?.state === "done" ? t("import.finished") : t("import.importing")}>
        <JobProgress id={job.id} onEnded={onEnded} />
      </Panel>
      {ended?.hasResult && <Notice tone="idle">{t("import.secretsNote")}</Notice>}
      <Group>
        <Button component={Link} href="/devices">
          {t("import.toDevices")}
        </Button>
        {ended && (
          <Button variant="default" onClick={onAgain}>
            {t("import.again")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

export function ImportPage() {
  const { t } = useTranslation();
  const { isAll } = useReach();
  const [step, setStep] = useState<Step>("file");
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const [job, setJob] = useState<Job | undefined>();
  const start = useMutation({
    mutationFn: ({ preview, settings, fileName, dryRun }: Chosen & { dryRun: boolean }) =>
      importCalls.start(preview.fileId, { ...settings, dryRun, fileName }),
    onSuccess: (started, { dryRun }) => {
      setJob(started);
      setStep(dryRun ? "check" : "done");
    },
    onError: (error) => toastProblem(error, t),
  });
  const isBusy = start.isPending;
  return (
    <Stack gap="md">
      <Steps step={step} />
      {step === "file" && (
        <FileStep
          onChosen={(next) => {
            setChosen(next);
            setStep("columns");
          }}
        />
      )}
      {step === "columns" && chosen && (
        <ColumnsStep
          {...{ chosen, isBusy, onChange: setChosen }}
          onBack={() => setStep("file")}
          onCheck={() => start.mutate({ ...chosen, dryRun: true })}
        />
      )}
      {step === "check" && chosen && job && (
        <CheckStep
          key={job.id}
          {...{ job, isBusy }}
          onBack={() => setStep("columns")}
          onStart={() => start.mutate({ ...chosen, dryRun: false })}
        />
      )}
      {step === "done" && job && <DoneStep key={job.id} job={job} onAgain={() => setStep("file")} />}
      {isAll && (
        <Text size="xs" c="dimmed">
          <Anchor component={Link} href="/move-in" size="xs">
            {t("moveIn.fromOther")}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}
