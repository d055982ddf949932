// The fields of a row, by the kind of its payload.

import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EMPTY_NAMED, isNumberOrEmpty, type NamedDraft, type RowDraft } from "./row-draft.ts";

export interface FieldsProps {
  readonly draft: RowDraft;
  readonly put: (change: Partial<RowDraft>) => void;
}

interface LineProps {
  readonly label: string;
  readonly note?: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}

function Line({ label, note, value, error, onChange }: LineProps) {
  return (
    <TextInput
      label={label}
      description={note}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      spellCheck={false}
      autoCapitalize="none"
      classNames={{ input: "mono" }}
    />
  );
}

function Conversion({ of, put }: { of: NamedDraft; put: (change: Partial<NamedDraft>) => void }) {
  const { t } = useTranslation();
  const errorOf = (text: string) => (isNumberOrEmpty(text) ? undefined : t("mapping.numberBad"));
  return (
    <>
      <Group grow gap="xs" align="flex-start">
        <Line
          label={t("mapping.scale")}
          value={of.scale}
          error={errorOf(of.scale)}
          onChange={(scale) => put({ scale })}
        />
        <Line
          label={t("mapping.offset")}
          value={of.offset}
          error={errorOf(of.offset)}
          onChange={(offset) => put({ offset })}
        />
      </Group>
      <Line
        label={t("mapping.values")}
        note={t("mapping.valuesNote")}
        value={of.values}
        onChange={(values) => put({ values })}
      />
    </>
  );
}

function NamedValue(props: {
  one: NamedDraft;
  onChange: (change: Partial<NamedDraft>) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { one, onChange, onRemove } = props;
  return (
    <fieldset className="nested">
      <legend className="visually-hidden">{one.property || t("mapping.property")}</legend>
      <Stack gap="xs">
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <div className="grow">
            <Line
              label={t("mapping.property")}
              value={one.property}
              onChange={(property) => onChange({ property })}
            />
          </div>
          <ActionIcon
            aria-label={t("mapping.removeProperty", { name: one.property })}
            size="lg"
            onClick={onRemove}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
        <Line
          label={t("mapping.path")}
          note={t("mapping.pathNote")}
          value={one.path}
          onChange={(path) => onChange({ path })}
        />
        <Conversion of={one} put={onChange} />
        <Checkbox
          label={t("mapping.isOptional")}
          checked={one.isOptional}
          onChange={(event) => onChange({ isOptional: event.currentTarget.checked })}
        />
      </Stack>
    </fieldset>
  );
}

function NamedValues({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  const { properties } = draft;
  const change = (at: number, part: Partial<NamedDraft>) =>
    put({ properties: properties.map((one, i) => (i === at ? { ...one, ...part } : one)) });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={550}>
        {t("mapping.properties")}
      </Text>
      {properties.map((one, at) => (
        <NamedValue
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
          key={at}
          one={one}
          onChange={(part) => change(at, part)}
          onRemove={() => put({ properties: properties.filter((_, i) => i !== at) })}
        />
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => put({ properties: [...properties, EMPTY_NAMED] })}
        >
          {t("mapping.addProperty")}
        </Button>
      </div>
    </Stack>
  );
}

export function JsonFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t("mapping.take")}
        value={draft.take}
        onChange={(take) => take && put({ take })}
        data={(["keys", "nested", "pairs", "named"] as const).map((value) => ({
          value,
          label: t(`mapping.takes.${value}`),
        }))}
      />
      <Line
        label={t("mapping.from")}
        note={t("mapping.fromNote")}
        value={draft.from}
        onChange={(from) => put({ from })}
      />
      {draft.take === "pairs" && (
        <Group grow gap="xs">
          <Line
            label={t("mapping.pairName")}
            value={draft.pairName}
            onChange={(pairName) => put({ pairName })}
          />
          <Line
            label={t("mapping.pairValue")}
            value={draft.pairValue}
            onChange={(pairValue) => put({ pairValue })}
          />
        </Group>
      )}
      <NamedValues draft={draft} put={put} />
      <Line
        label={t("mapping.skip")}
        note={t("mapping.skipNote")}
        value={draft.skip}
        onChange={(skip) => put({ skip })}
      />
      <Line
        label={t("mapping.timePath")}
        note={t("mapping.timeNote")}
        value={draft.timePath}
        onChange={(timePath) => put({ timePath })}
      />
      {draft.timePath !== "" && (
        <Select
          label={t("mapping.timeUnit")}
          value={draft.timeUnit}
          onChange={(timeUnit) => timeUnit && put({ timeUnit })}
          data={(["s", "ms", "iso"] as const).map((value) => ({
            value,
            label: t(`mapping.timeUnits.${value}`),
          }))}
        />
      )}
      <Line
        label={t("mapping.event")}
        note={t("mapping.eventNote")}
        value={draft.event}
        onChange={(event) => put({ event })}
      />
    </>
  );
}

export function TextFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  const change = (part: Partial<NamedDraft>) => put({ single: { ...draft.single, ...part } });
  return (
    <>
      <Line
        label={t("mapping.property")}
        note={t("mapping.propertyNote")}
        value={draft.single.property}
        onChange={(property) => change({ property })}
      />
      <Select
        label={t("mapping.kind")}
        value={draft.kind}
        onChange={(kind) => kind && put({ kind })}
        data={(["auto", "number", "text"] as const).map((value) => ({
          value,
          label: t(`mapping.kinds.${value}`),
        }))}
      />
      <Conversion of={draft.single} put={change} />
    </>
  );
}

export function SparkplugFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("mapping.sparkplugNote")}
      </Text>
      <Textarea
        label={t("mapping.names")}
        description={t("mapping.namesNote")}
        value={draft.names}
        onChange={(event) => put({ names: event.currentTarget.value })}
        autosize
        minRows={3}
        spellCheck={false}
      />
    </>
  );
}
