// The type of a property, parameter or field, and what belongs to it.

import { ActionIcon, Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { emptyType, FIELD_TYPES, ITEM_TYPES, type TypeDraft, type TypeName } from "../draft/feature-draft.ts";
import { ParameterList } from "./parameter-list.tsx";
import { type TypeEditorProps, useErrorText } from "./type-field.ts";
import { UNIT_LIST_ID } from "./unit-list.tsx";

function TextSpecs(
  props: TypeEditorProps & {
    names: readonly ("min" | "max" | "step" | "unit" | "length" | "falseText" | "trueText")[];
  },
) {
  const { t } = useTranslation();
  const errorAt = useErrorText(props.errors);
  const isNumeric = (name: string) =>
    name === "min" || name === "max" || name === "step" || name === "length";
  return (
    <SimpleGrid cols={{ base: 2, xs: Math.min(4, props.names.length) }} spacing="xs">
      {props.names.map((name) => (
        <TextInput
          key={name}
          label={t(`model.${name}`)}
          value={props.draft[name]}
          onChange={(event) => props.onChange({ ...props.draft, [name]: event.currentTarget.value })}
          error={errorAt(`${props.path}.${name}`)}
          {...(isNumeric(name) && { inputMode: "decimal" as const })}
          {...(name === "unit" && { list: UNIT_LIST_ID, autoComplete: "off" })}
        />
      ))}
    </SimpleGrid>
  );
}

function EnumSpecs({ draft, path, errors, onChange }: TypeEditorProps) {
  const { t } = useTranslation();
  const errorAt = useErrorText(errors);
  const put = (index: number, change: Partial<TypeDraft["items"][number]>) =>
    onChange({
      ...draft,
      items: draft.items.map((item, at) => (at === index ? { ...item, ...change } : item)),
    });
  const nextKey = String(Math.max(-1, ...draft.items.map((item) => Number(item.key) || 0)) + 1);
  return (
    <Stack gap={6}>
      {draft.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end and hold no state of their own
        <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            w={86}
            aria-label={t("model.enumKey", { number: index + 1 })}
            value={item.key}
            onChange={(event) => put(index, { key: event.currentTarget.value })}
            error={errorAt(`${path}.items.${index}.key`)}
            inputMode="numeric"
          />
          <TextInput
            className="grow"
            aria-label={t("model.enumText", { number: index + 1 })}
            placeholder={t("model.enumPlaceholder")}
            value={item.text}
            onChange={(event) => put(index, { text: event.currentTarget.value })}
            error={errorAt(`${path}.items.${index}.text`)}
          />
          <ActionIcon
            mt={5}
            aria-label={t("model.enumRemove", { number: index + 1 })}
            onClick={() => onChange({ ...draft, items: draft.items.filter((_, at) => at !== index) })}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      ))}
      {errorAt(`${path}.items`) && (
        <Text size="xs" c="var(--mantine-color-error)">
          {errorAt(`${path}.items`)}
        </Text>
      )}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ ...draft, items: [...draft.items, { key: nextKey, text: "" }] })}
        >
          {t("model.enumAdd")}
        </Button>
      </div>
    </Stack>
  );
}

function ArraySpecs(props: TypeEditorProps) {
  const { t } = useTranslation();
  const errorAt = useErrorText(props.errors);
  const { draft, path, onChange } = props;
  return (
    <Stack gap="xs">
      <TextInput
        label={t("model.size")}
        value={draft.size}
        onChange={(event) => onChange({ ...draft, size: event.currentTarget.value })}
        error={errorAt(`${path}.size`)}
        inputMode="numeric"
        maw={180}
      />
      <div className="nested">
        <Text size="xs" c="dimmed" mb={6}>
          {t("model.item")}
        </Text>
        <TypeEditor
          draft={draft.item ?? emptyType("float")}
          types={ITEM_TYPES}
          path={`${path}.item`}
          errors={props.errors}
          onChange={(item) => onChange({ ...draft, item })}
        />
      </div>
    </Stack>
  );
}

function Specs(props: TypeEditorProps) {
  const { t } = useTranslation();
  switch (props.draft.type) {
    case "int":
    case "float":
    case "double":
      return <TextSpecs {...props} names={["min", "max", "step", "unit"]} />;
    case "long":
      return <TextSpecs {...props} names={["min", "max", "unit"]} />;
    case "text":
      return <TextSpecs {...props} names={["length"]} />;
    case "bool":
      return <TextSpecs {...props} names={["falseText", "trueText"]} />;
    case "enum":
      return <EnumSpecs {...props} />;
    case "array":
      return <ArraySpecs {...props} />;
    case "struct":
      return (
        <ParameterList
          title={t("model.fields")}
          addLabel={t("model.addField")}
          list={props.draft.fields}
          types={FIELD_TYPES}
          editor={TypeEditor}
          path={`${props.path}.fields`}
          errors={props.errors}
          onChange={(fields) => props.onChange({ ...props.draft, fields })}
        />
      );
    case "date":
      return null;
  }
}

export function TypeEditor(props: TypeEditorProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Select
        label={t("model.dataType")}
        value={props.draft.type}
        onChange={(value) => value && props.onChange({ ...props.draft, type: value as TypeName })}
        data={props.types.map((name) => ({ value: name, label: t(`dataType.${name}`) }))}
        maxDropdownHeight={320}
      />
      <Specs {...props} />
    </Stack>
  );
}
