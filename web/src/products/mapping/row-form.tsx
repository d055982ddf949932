// Editing one row of the mapping.

import { Button, Drawer, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MappingRow } from "../../contract.ts";
import { draftRow, isNumberOrEmpty, type RowDraft, readRow } from "./row-draft.ts";
import { JsonFields, SparkplugFields, TextFields } from "./row-fields.tsx";

interface RowFormProps {
  readonly row: MappingRow | undefined;
  readonly onApply: (row: MappingRow) => void;
  readonly onClose: () => void;
}

const KINDS = ["json", "text", "sparkplug-b"] as const;

function hasNumbers({ single, properties }: RowDraft): boolean {
  return [single, ...properties].every(
    ({ scale, offset }) => isNumberOrEmpty(scale) && isNumberOrEmpty(offset),
  );
}

function Form({ row, onApply, onClose }: RowFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftRow(row));
  const [isTried, setIsTried] = useState(false);
  const put = (change: Partial<RowDraft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    setIsTried(true);
    if (draft.topic.trim() !== "" && hasNumbers(draft)) onApply(readRow(draft));
  };
  const choose = (payload: RowDraft["payload"]) => {
    const isSparkplug = payload === "sparkplug-b" && !draft.topic.startsWith("spBv1.0/");
    put({ payload, ...(isSparkplug && { topic: "spBv1.0/+/+/{deviceName}/#" }) });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t("mapping.topic")}
          description={t("mapping.topicNote")}
          value={draft.topic}
          onChange={(event) => put({ topic: event.currentTarget.value })}
          error={isTried && draft.topic.trim() === "" ? t("mapping.topicMissing") : undefined}
          placeholder="plant/{deviceName}/{property}"
          spellCheck={false}
          autoCapitalize="none"
          maxLength={256}
          data-autofocus
          withAsterisk
        />
        <SegmentedControl
          aria-label={t("mapping.payload")}
          value={draft.payload}
          onChange={(value) => choose(value as RowDraft["payload"])}
          data={KINDS.map((value) => ({ value, label: t(`mapping.payloads.${value}`) }))}
        />
        {draft.payload === "json" && <JsonFields draft={draft} put={put} />}
        {draft.payload === "text" && <TextFields draft={draft} put={put} />}
        {draft.payload === "sparkplug-b" && <SparkplugFields draft={draft} put={put} />}
        <Group justify="flex-end" gap="xs" className="form-end">
          <Button variant="default" onClick={onClose}>
            {t("word.cancel")}
          </Button>
          <Button type="submit">{t("mapping.apply")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

export function RowForm(props: RowFormProps & { isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.isOpen}
      onClose={props.onClose}
      position="right"
      size="lg"
      title={props.row === undefined ? t("mapping.addTitle") : t("mapping.edit")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {props.isOpen && <Form {...props} />}
    </Drawer>
  );
}
