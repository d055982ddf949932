// The input of one value: a number with its range and step, a switch by its two texts, a choice, text, a moment.

import { NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { entryOf } from "../../../../src/kit/scalar.ts";
import type { DataType } from "../../contract.ts";
import type { Draft } from "./value-draft.ts";

interface ValueInputProps {
  readonly label: string;
  readonly type: DataType;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** False where the label stands beside it already: it is read out all the same. */
  readonly hasLabel?: boolean;
}

type Scalar = Omit<ValueInputProps, "draft" | "type" | "onChange"> & {
  readonly text: string;
  readonly onChange: (text: string) => void;
};

const labelled = ({ label, hasLabel = true }: Pick<ValueInputProps, "label" | "hasLabel">) =>
  hasLabel ? { label } : { "aria-label": label };

type NumberType = Extract<DataType, { type: "int" | "float" | "double" }>;

function NumberField({ type, text, onChange, ...named }: Scalar & { type: NumberType }) {
  const { min, max, step, unit } = type;
  const hint = [min === undefined ? "" : `≥ ${min}`, max === undefined ? "" : `≤ ${max}`];
  const range = min !== undefined && max !== undefined ? `${min} – ${max}` : hint.join("");
  return (
    <NumberInput
      {...labelled(named)}
      value={text}
      onChange={(value) => onChange(String(value))}
      {...(min !== undefined && { min })}
      {...(max !== undefined && { max })}
      step={step ?? 1}
      allowDecimal={type.type !== "int"}
      clampBehavior="none"
      placeholder={range}
      {...(unit && { suffix: ` ${unit}` })}
      error={isOutside(text, type)}
    />
  );
}

function isOutside(text: string, { min, max }: NumberType): boolean {
  const value = Number(text);
  return text !== "" && (value < (min ?? -Infinity) || value > (max ?? Infinity));
}

function BoolField({
  type,
  text,
  onChange,
  ...named
}: Scalar & { type: Extract<DataType, { type: "bool" }> }) {
  const { t } = useTranslation();
  const id = useId();
  const data = [
    { value: "0", label: type.falseText ?? t("word.off") },
    { value: "1", label: type.trueText ?? t("word.on") },
  ];
  return (
    <div>
      {named.hasLabel !== false && (
        <Text size="sm" fw={500} id={id}>
          {named.label}
        </Text>
      )}
      <SegmentedControl aria-label={named.label} value={text} onChange={onChange} data={data} fullWidth />
    </div>
  );
}

function TextField({ type, text, onChange, ...named }: Scalar & { type: DataType }) {
  const { t } = useTranslation();
  const isMoment = type.type === "date";
  return (
    <TextInput
      {...labelled(named)}
      type={isMoment ? "datetime-local" : "text"}
      {...(isMoment && { step: 1 })}
      {...(type.type === "array" && { placeholder: t("control.list"), ff: "monospace" })}
      {...(type.type === "text" && type.length !== undefined && { maxLength: type.length })}
      {...(type.type === "long" && { inputMode: "numeric" })}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

export function ValueInput({ type, draft, onChange, ...named }: ValueInputProps) {
  if (type.type === "struct") {
    const fields = typeof draft === "object" ? draft : {};
    return (
      <Stack gap="xs" component="fieldset" className="control-struct">
        <Text size="sm" fw={500} component="legend">
          {named.label}
        </Text>
        {type.fields.map(({ identifier, name, dataType }) => (
          <ValueInput
            key={identifier}
            label={name}
            type={dataType}
            draft={entryOf(fields, identifier) ?? ""}
            onChange={(next) => onChange({ ...fields, [identifier]: next })}
          />
        ))}
      </Stack>
    );
  }
  const scalar = { ...named, text: typeof draft === "string" ? draft : "", onChange };
  switch (type.type) {
    case "int":
    case "float":
    case "double":
      return <NumberField {...scalar} type={type} />;
    case "bool":
      return <BoolField {...scalar} type={type} />;
    case "enum":
      return (
        <Select
          {...labelled(named)}
          value={scalar.text === "" ? null : scalar.text}
          onChange={(value) => onChange(value ?? "")}
          data={Object.entries(type.items).map(([value, label]) => ({ value, label }))}
        />
      );
    default:
      return <TextField {...scalar} type={type} />;
  }
}
