// One field as the control that its schema asks for.

import { NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readWall } from "../person/time-zone.ts";
import { formatDay } from "../quantity.ts";
import type { Field } from "./schema.ts";

/** What the schema cannot say: `day` is a moment in ms, chosen as the end of a day; `secret` is hidden while typed. */
export type FieldKind = "day" | "secret" | "long";

export interface SchemaFieldProps {
  readonly field: Field;
  readonly kind: FieldKind | undefined;
  readonly label: string;
  readonly note: string | undefined;
  readonly error: string | undefined;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** Texts of an enumeration's words. */
  readonly nameOf: (word: string) => string;
  readonly isFirst: boolean;
}

const LONG_TEXT = 300;

function dayOf(value: unknown): string {
  if (typeof value !== "number") return "";
  return formatDay(value);
}

/** The end of the day that was chosen, in the time zone of who chose it. */
function endOfDay(day: string): number | null {
  return day === "" ? null : readWall(`${day}T23:59:59`);
}

function TextField(props: SchemaFieldProps) {
  const { t } = useTranslation();
  const { field, kind, label, note, error, value, onChange, isFirst } = props;
  const shared = {
    ...{ label, error, autoComplete: kind === "secret" ? "new-password" : "off" },
    ...(note !== undefined && { description: note }),
    ...(isFirst && { "data-autofocus": true }),
    value: typeof value === "string" ? value : "",
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (kind === "secret") {
    return (
      <PasswordInput {...shared} visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }} />
    );
  }
  if (kind === "long" || (field.schema.maxLength ?? 0) >= LONG_TEXT) {
    return <Textarea {...shared} autosize minRows={2} maxRows={8} />;
  }
  return <TextInput {...shared} spellCheck={false} />;
}

export function SchemaField(props: SchemaFieldProps) {
  const { field, kind, label, note, error, value, onChange, nameOf, isFirst } = props;
  const { schema } = field;
  const shared = {
    ...{ label, error },
    ...(note !== undefined && { description: note }),
    ...(isFirst && { "data-autofocus": true }),
  };
  if (kind === "day") {
    return (
      <TextInput
        {...shared}
        type="date"
        value={dayOf(value)}
        onChange={(event) => onChange(endOfDay(event.currentTarget.value))}
      />
    );
  }
  if (schema.enum) {
    return (
      <Select
        {...shared}
        value={value === undefined || value === null ? null : String(value)}
        onChange={(word) => onChange(schema.type === "string" ? word : Number(word))}
        data={schema.enum.map((word) => ({ value: String(word), label: nameOf(String(word)) }))}
        clearable={field.isNullable}
      />
    );
  }
  if (schema.type === "boolean") {
    return (
      <Switch
        {...shared}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (schema.type === "integer" || schema.type === "number") {
    return (
      <NumberInput
        {...shared}
        value={typeof value === "number" ? value : ""}
        onChange={(number) =>
          onChange(number === "" ? (field.isNullable ? null : undefined) : Number(number))
        }
        allowDecimal={schema.type === "number"}
      />
    );
  }
  if (schema.type === "array" && schema.items?.type === "string") {
    return (
      <TagsInput {...shared} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} />
    );
  }
  return <TextField {...props} />;
}
