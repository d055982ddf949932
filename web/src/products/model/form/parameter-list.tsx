// A list of named, typed things: fields of a struct, parameters of an event or service.

import { ActionIcon, Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { emptyParameter, type ParameterDraft, type TypeName } from "../draft/feature-draft.ts";
import type { ReadingErrors } from "../draft/reading.ts";
import { type TypeEditorProps, useErrorText } from "./type-field.ts";

interface ParameterListProps {
  readonly title: string;
  readonly addLabel: string;
  readonly list: readonly ParameterDraft[];
  readonly types: readonly TypeName[];
  /** Draws the type of each entry; given, because a type may itself hold such a list. */
  readonly editor: ComponentType<TypeEditorProps>;
  readonly path: string;
  readonly errors: ReadingErrors;
  readonly onChange: (list: readonly ParameterDraft[]) => void;
}

/** The list with the entries at two places exchanged. */
export function swapped<T>(list: readonly T[], from: number, to: number): T[] {
  const result = [...list];
  const [a, b] = [list[from], list[to]];
  if (a === undefined || b === undefined) return result;
  result[from] = b;
  result[to] = a;
  return result;
}

function ParameterRow(props: ParameterListProps & { index: number; parameter: ParameterDraft }) {
  const { t } = useTranslation();
  const errorAt = useErrorText(props.errors);
  const { list, index, parameter, onChange, editor: Editor } = props;
  const at = `${props.path}.${index}`;
  const put = (change: Partial<ParameterDraft>) =>
    onChange(list.map((one) => (one.id === parameter.id ? { ...one, ...change } : one)));
  const label = parameter.identifier || `#${index + 1}`;
  return (
    <fieldset className="nested">
      <legend className="visually-hidden">{label}</legend>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="xs" c="dimmed">
          #{index + 1}
        </Text>
        <Group gap={2} wrap="nowrap">
          <ActionIcon
            size="sm"
            disabled={index === 0}
            aria-label={t("model.moveUp", { name: label })}
            onClick={() => onChange(swapped(list, index, index - 1))}
          >
            <IconArrowUp size={14} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            disabled={index === list.length - 1}
            aria-label={t("model.moveDown", { name: label })}
            onClick={() => onChange(swapped(list, index, index + 1))}
          >
            <IconArrowDown size={14} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            aria-label={t("model.remove", { name: label })}
            onClick={() => onChange(list.filter((one) => one.id !== parameter.id))}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </Group>
      </Group>
      <Stack gap="xs">
        <SimpleGrid cols={2} spacing="xs">
          <TextInput
            label={t("model.identifier")}
            value={parameter.identifier}
            onChange={(event) => put({ identifier: event.currentTarget.value })}
            error={errorAt(`${at}.identifier`)}
            spellCheck={false}
          />
          <TextInput
            label={t("model.name")}
            value={parameter.name}
            onChange={(event) => put({ name: event.currentTarget.value })}
            error={errorAt(`${at}.name`)}
          />
        </SimpleGrid>
        <Editor
          draft={parameter.type}
          types={props.types}
          path={`${at}.dataType`}
          errors={props.errors}
          onChange={(type) => put({ type })}
        />
      </Stack>
    </fieldset>
  );
}

export function ParameterList(props: ParameterListProps) {
  const errorAt = useErrorText(props.errors);
  return (
    <Stack gap="xs" role="group" aria-label={props.title}>
      <Text size="sm" fw={500}>
        {props.title}
      </Text>
      {props.list.map((parameter, index) => (
        <ParameterRow key={parameter.id} {...props} index={index} parameter={parameter} />
      ))}
      {errorAt(props.path) && (
        <Text size="xs" c="var(--mantine-color-error)">
          {errorAt(props.path)}
        </Text>
      )}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => props.onChange([...props.list, emptyParameter()])}
        >
          {props.addLabel}
        </Button>
      </div>
    </Stack>
  );
}
