// The devices that move in: their list, what its columns are, the check, and the import itself.

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../base/notice/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { Failed } from "../base/states.tsx";
import { toastProblem } from "../base/toast.ts";
import { DropArea } from "../base/upload/drop-area.tsx";
import { type UploadState, useUpload } from "../base/upload/use-upload.ts";
import { ColumnTable } from "../devices/import/columns-step.tsx";
import { type ImportPreview, type ImportSettings, importCalls } from "../devices/import/import-calls.ts";
import type { Job } from "../jobs/job-calls.ts";
import { JobProgress } from "../jobs/job-progress.tsx";
import { columnsOf, type Origin } from "./origins.ts";
import type { MovedProduct } from "./product-step.tsx";

interface Chosen {
  readonly fileName: string;
  readonly preview: ImportPreview;
  readonly settings: ImportSettings;
}

interface DevicesStepProps {
  readonly origin: Origin;
  readonly moved: MovedProduct;
  readonly onDone: () => void;
  readonly onCheck: (isChecking: boolean) => void;
}

function ProductNews({ moved }: { moved: MovedProduct }) {
  const { t, i18n } = useTranslation();
  const { product, isNew, model } = moved;
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  return (
    <Notice tone="ok">
      <Stack gap={4}>
        <Text size="sm">
          {t(isNew ? "moveIn.productMade" : "moveIn.productThere", { name: product.name })}
        </Text>
        {model && (
          <Text size="sm">
            {t("moveIn.modelRead", {
              format: model.format,
              properties: model.model.properties.length,
              events: model.model.events.length,
              services: model.model.services.length,
            })}
          </Text>
        )}
        {model?.saved === "draft" && <Text size="sm">{t("moveIn.modelDraft")}</Text>}
        {model?.notices.slice(0, 8).map((notice) => (
          <Text size="xs" key={`${notice.path} ${notice.code}`}>
            {notice.path} {notice.text[language]}
          </Text>
        ))}
      </Stack>
    </Notice>
  );
}

function Run({
  job,
  onBack,
  onStart,
  onDone,
}: {
  job: Job;
  onBack: () => void;
  onStart: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [ended, setEnded] = useState<Job | undefined>();
  const { created = 0, updated = 0, unchanged = 0 } = ended?.counts ?? {};
  const isCheck = job.kind.endsWith("-check");
  const isNothing = created + updated === 0;
  return (
    <Stack gap="md">
      <Panel title={isCheck ? t("import.checkedTitle") : t("import.importing")}>
        <JobProgress id={job.id} onEnded={setEnded} />
      </Panel>
      {ended && (
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {t("moveIn.back")}
          </Button>
          {isCheck && !isNothing ? (
            <Button onClick={onStart}>{t("moveIn.import", { total: formatCount(created + updated) })}</Button>
          ) : (
            <Button disabled={isCheck && unchanged === 0} onClick={onDone}>
              {isCheck && unchanged === 0 ? t("moveIn.nothing") : t("moveIn.next")}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** The file to be dropped, or what its columns are taken for. */
function DeviceFile(props: {
  chosen: Chosen | undefined;
  upload: UploadState & { variables: File | undefined };
  onFile: (file: File) => void;
  onChange: (chosen: Chosen) => void;
}) {
  const { t } = useTranslation();
  const { chosen, upload, onFile, onChange } = props;
  if (chosen === undefined) {
    return (
      <DropArea
        title={t("moveIn.devicesDrop")}
        note={t("moveIn.devicesNote")}
        chooseLabel={t("moveIn.choose")}
        accept=".csv,.tsv,.txt,.xlsx"
        upload={upload}
        name={upload.variables?.name}
        onFile={onFile}
      />
    );
  }
  return (
    <Panel
      title={t("import.columnsTitle")}
      note={t("import.rows", { total: formatCount(chosen.preview.rowCount), name: chosen.fileName })}
      isFlush
    >
      <ColumnTable
        preview={chosen.preview}
        settings={chosen.settings}
        onChange={(settings) => onChange({ ...chosen, settings })}
      />
    </Panel>
  );
}

export function DevicesStep({ origin, moved, onDone, onCheck }: DevicesStepProps) {
  const { t } = useTranslation();
  const { productKey } = moved.product;
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const [job, setJob] = useState<Job | undefined>();
  const upload = useUpload({
    send: (file: File, watch) => importCalls.upload(file, watch),
    onSuccess(preview, file) {
      const columns = columnsOf(origin, preview.headings, preview.columns);
      const settings: ImportSettings = {
        columns,
        mode: "upsert",
        key: "name",
        makesGroups: true,
        productKey,
      };
      setChosen({ fileName: file.name, preview, settings });
    },
  });
  const start = useMutation({
    mutationFn: ({ preview, settings, fileName, dryRun }: Chosen & { dryRun: boolean }) =>
      importCalls.start(preview.fileId, { ...settings, fileName, dryRun }),
    onSuccess(started) {
      setJob(started);
      onCheck(true);
    },
    onError: (error) => toastProblem(error, t),
  });
  const back = () => {
    setJob(undefined);
    onCheck(false);
    if (job?.kind === "device.import") setChosen(undefined);
  };
  if (job && chosen) {
    const begin = () => start.mutate({ ...chosen, dryRun: false });
    return <Run key={job.id} job={job} onBack={back} onStart={begin} onDone={onDone} />;
  }
  const isReady = chosen?.settings.columns.includes("deviceName") ?? false;
  return (
    <Stack gap="md">
      <ProductNews moved={moved} />
      <DeviceFile
        chosen={chosen}
        upload={upload}
        onFile={(file) => upload.mutate(file)}
        onChange={setChosen}
      />
      {upload.isError && <Failed error={upload.error} />}
      {chosen && !isReady && <Notice tone="warn">{t("import.noKey")}</Notice>}
      <Group justify="space-between">
        <Button variant="default" onClick={onDone}>
          {t("moveIn.skipDevices")}
        </Button>
        {chosen && (
          <Button
            disabled={!isReady}
            loading={start.isPending}
            onClick={() => start.mutate({ ...chosen, dryRun: true })}
          >
            {t("moveIn.check")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
