// A register map from a file: first what was recognised, what it would change and what is lost; saved only then.

import { Badge, Button, Code, Group, Modal, Select, Stack, Switch, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { Failed } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { DropArea } from "../../base/upload/drop-area.tsx";
import { UploadProgress } from "../../base/upload/upload-progress.tsx";
import { useUpload } from "../../base/upload/use-upload.ts";
import { queryClient } from "../../queries.ts";
import { NoticeList } from "../formats/notice-list.tsx";
import { refreshModel } from "../versions/version-calls.ts";
import { importMapFile, type MapImport, type MapImportChoice } from "./file-calls.ts";

const ACCEPTED = ".csv,.xlsx,.json,text/csv,application/json";
/** More than this nobody reads at once. */
const SHOWN = 60;

function Differences({ outcome }: { outcome: MapImport }) {
  const { t } = useTranslation();
  const { differences } = outcome;
  if (differences.length === 0) return <Text size="sm">{t("registerFile.same")}</Text>;
  return (
    <ul className="format-notices">
      {differences.slice(0, SHOWN).map(({ path, kind, fields }) => (
        <li key={path}>
          <Code>{path.replace(/^points\./, "")}</Code>{" "}
          <Text span size="sm">
            {t(`registerFile.kind.${kind}`)} {fields.join(", ")}
          </Text>
        </li>
      ))}
      {differences.length > SHOWN && <li>{t("format.more", { count: differences.length - SHOWN })}</li>}
    </ul>
  );
}

interface Shown {
  readonly outcome: MapImport;
  readonly choice: MapImportChoice;
  readonly onChoice: (choice: MapImportChoice) => void;
}

function Outcome({ outcome, choice, onChoice }: Shown) {
  const { t } = useTranslation();
  const { parts, notices, missing } = outcome;
  const options = parts.map(({ name, points }, at) => ({
    value: String(at),
    label: t("registerFile.part", { name, points }),
  }));
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge variant="light">{t(`registerFile.name.${outcome.format}`)}</Badge>
        <Text size="sm" c="dimmed">
          {t("registerFile.points", { count: parts[outcome.part]?.points ?? 0 })}
        </Text>
      </Group>
      {parts.length > 1 && (
        <Select
          label={t("registerFile.parts")}
          data={options}
          value={String(outcome.part)}
          allowDeselect={false}
          onChange={(value) => onChoice({ ...choice, part: Number(value ?? 0) })}
        />
      )}
      <Switch
        label={t("registerFile.keep")}
        checked={choice.mode === "merge"}
        onChange={({ currentTarget }) =>
          onChoice({ ...choice, mode: currentTarget.checked ? "merge" : "replace" })
        }
      />
      {missing.length > 0 && (
        <Notice
          tone="warn"
          icon={<IconInfoCircle size={18} />}
          title={t("registerFile.missing", { count: missing.length })}
        >
          <Text size="sm">
            {missing
              .map(({ identifier }) => identifier)
              .slice(0, 20)
              .join(", ")}
          </Text>
          <Switch
            mt="xs"
            label={t("registerFile.add")}
            checked={choice.missing === "add"}
            onChange={({ currentTarget }) =>
              onChoice({ ...choice, missing: currentTarget.checked ? "add" : "leave-out" })
            }
          />
        </Notice>
      )}
      {notices.length > 0 && (
        <Notice
          tone="warn"
          icon={<IconInfoCircle size={18} />}
          title={t("format.lostTitle", { count: notices.length })}
        >
          <NoticeList notices={notices} />
        </Notice>
      )}
      <Text size="sm" fw={600}>
        {t("format.differences")}
      </Text>
      <Differences outcome={outcome} />
    </Stack>
  );
}

const FIRST: MapImportChoice = { dryRun: true, part: 0, mode: "replace", missing: "add" };

function Body({ productKey, onClose }: { productKey: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [choice, setChoice] = useState(FIRST);
  const look = useUpload({
    send: ({ from, asked }: { from: File; asked: MapImportChoice }, watch) =>
      importMapFile(productKey, { ...asked, file: from, dryRun: true }, watch),
  });
  const see = (from: File, asked: MapImportChoice) => {
    setFile(from);
    setChoice(asked);
    look.mutate({ from, asked });
  };
  const save = useUpload({
    send: (from: File, watch) => importMapFile(productKey, { ...choice, file: from, dryRun: false }, watch),
    onSuccess: ({ model }) => {
      void queryClient.invalidateQueries({ queryKey: ["register-map", productKey] });
      if (model !== "unchanged") refreshModel(productKey);
      toastDone(t(model === "draft" ? "registerFile.savedDraft" : "word.saved"));
      onClose();
    },
  });
  if (file === undefined || look.data === undefined)
    return (
      <Stack gap="md">
        <Text size="sm">{t("registerFile.note")}</Text>
        <DropArea
          title={t("format.drop")}
          chooseLabel={t("format.choose")}
          accept={ACCEPTED}
          upload={look}
          name={file?.name}
          onFile={(chosen) => see(chosen, FIRST)}
        />
        {look.isError && <Failed error={look.error} />}
      </Stack>
    );
  return (
    <Stack gap="md">
      <Outcome outcome={look.data} choice={choice} onChoice={(asked) => see(file, asked)} />
      <UploadProgress upload={save} name={file.name} isFinal />
      {save.isError && <Failed error={save.error} />}
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          onClick={() => {
            setFile(undefined);
            look.reset();
          }}
        >
          {t("format.other")}
        </Button>
        <Button
          loading={save.isPending}
          disabled={look.data.differences.length === 0}
          onClick={() => save.mutate(file)}
        >
          {t("registerFile.apply")}
        </Button>
      </Group>
    </Stack>
  );
}

export function MapImportDialog({ productKey, onClose }: { productKey: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("registerFile.title")}
      size="xl"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Body productKey={productKey} onClose={onClose} />
    </Modal>
  );
}
