// A thing model from a file or from what was copied: first what was recognised, what it would change and what is lost;
// saved only then.

import { Badge, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { Failed } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { DropArea } from "../../base/upload/drop-area.tsx";
import { UploadProgress } from "../../base/upload/upload-progress.tsx";
import { type UploadState, useUpload } from "../../base/upload/use-upload.ts";
import type { Product } from "../../contract.ts";
import { DiffView } from "../versions/diff-view.tsx";
import { refreshModel } from "../versions/version-calls.ts";
import { formatCalls, type ImportOutcome } from "./format-calls.ts";
import { NoticeList } from "./notice-list.tsx";

const ACCEPTED = ".json,.csv,.xlsx,.zip,.txt,application/json,text/csv";

interface SourceProps {
  readonly upload: UploadState & { readonly variables: { readonly name: string } | undefined };
  readonly onFile: (file: Blob, name: string) => void;
}

function Source({ upload, onFile }: SourceProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  return (
    <Stack gap="md">
      <Text size="sm">{t("format.importNote")}</Text>
      <DropArea
        title={t("format.drop")}
        chooseLabel={t("format.choose")}
        accept={ACCEPTED}
        upload={upload}
        name={upload.variables?.name}
        onFile={(file) => onFile(file, file.name)}
      />
      <Textarea
        label={t("format.paste")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        minRows={6}
        maxRows={14}
        autosize
        spellCheck={false}
        classNames={{ input: "mono" }}
      />
      <Group justify="flex-end">
        <Button
          disabled={text.trim() === ""}
          loading={upload.isPending}
          onClick={() => onFile(new Blob([text]), "")}
        >
          {t("format.look")}
        </Button>
      </Group>
    </Stack>
  );
}

function Outcome({ outcome, name }: { outcome: ImportOutcome; name: string }) {
  const { t } = useTranslation();
  const { properties, events, services } = outcome.model;
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge variant="light">{t(`format.name.${outcome.format}`)}</Badge>
        <Text size="sm">{name}</Text>
        <Text size="sm" c="dimmed">
          {t("format.contents", {
            properties: properties.length,
            events: events.length,
            services: services.length,
          })}
        </Text>
      </Group>
      {outcome.notices.length > 0 && (
        <Notice
          tone="warn"
          icon={<IconInfoCircle size={18} />}
          title={t("format.lostTitle", { count: outcome.notices.length })}
        >
          <NoticeList notices={outcome.notices} />
        </Notice>
      )}
      <Text size="sm" fw={600}>
        {t("format.differences")}
      </Text>
      <DiffView diff={outcome.diff} />
    </Stack>
  );
}

interface Read {
  readonly file: Blob;
  readonly name: string;
  readonly outcome: ImportOutcome;
}

function Body({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const [read, setRead] = useState<Read>();
  const { productKey, status } = product;
  const look = useUpload({
    send: async ({ file, name }: { file: Blob; name: string }, watch): Promise<Read> => ({
      ...{ file, name },
      outcome: await formatCalls.importFile(productKey, { file, dryRun: true, asDraft: false }, watch),
    }),
    onSuccess: setRead,
  });
  const needsChoice = read?.outcome.diff.changes.some((change) => change.needsChoice) ?? false;
  const asDraft = status === "published" || needsChoice;
  const save = useUpload({
    send: ({ file }: Read, watch) =>
      formatCalls.importFile(productKey, { file, dryRun: false, asDraft }, watch),
    onSuccess: ({ saved, modelVersion }) => {
      refreshModel(productKey);
      toastDone(
        saved === "draft" ? t("format.savedDraft") : t("format.savedVersion", { version: modelVersion }),
      );
      onClose();
    },
  });
  if (read === undefined)
    return (
      <Stack gap="md">
        <Source upload={look} onFile={(file, name) => look.mutate({ file, name })} />
        {look.isError && <Failed error={look.error} />}
      </Stack>
    );
  return (
    <Stack gap="md">
      <Outcome outcome={read.outcome} name={read.name} />
      {asDraft && (
        <Notice tone="idle">{t(needsChoice ? "format.draftForChoice" : "format.draftNote")}</Notice>
      )}
      <UploadProgress upload={save} name={read.name} isFinal />
      {save.isError && <Failed error={save.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => setRead(undefined)}>
          {t("format.other")}
        </Button>
        <Button
          loading={save.isPending}
          disabled={read.outcome.diff.changes.length === 0}
          onClick={() => save.mutate(read)}
        >
          {t(asDraft ? "format.saveDraft" : "format.save")}
        </Button>
      </Group>
    </Stack>
  );
}

export function ImportDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("format.importTitle")}
      size="xl"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Body product={product} onClose={onClose} />
    </Modal>
  );
}
