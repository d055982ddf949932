// A counter's total and an integral: from which property, and what has to be known of it.

import { Button, Group, NumberInput, Select, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Property } from "../../contract.ts";
import type { Calculated } from "./calculated-scope.ts";

type Counter = Extract<Calculated, { kind: "counter" }>;
type Integral = Extract<Calculated, { kind: "integral" }>;

interface FieldsProps<T> {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly others: readonly Property[];
  readonly problem: string | undefined;
}

const NUMERIC: readonly string[] = ["int", "long", "float", "double"];
const ROLLOVERS = [
  ["2¹⁶", 65_536],
  ["2³²", 4_294_967_296],
  ["10⁶", 1_000_000],
] as const;
const UNITS = [
  ["second", 1],
  ["minute", 60],
  ["hour", 3_600],
  ["day", 86_400],
] as const;

/** `value` with a number, or without it where the field was emptied. */
function withNumber<T extends object>(value: T, name: keyof T & string, number: string | number): T {
  const { [name]: _, ...rest } = value as Record<string, unknown>;
  return (typeof number === "number" ? { ...rest, [name]: number } : rest) as T;
}

function SourceChoice(props: {
  readonly value: string;
  readonly types: readonly string[];
  readonly others: readonly Property[];
  readonly problem: string | undefined;
  readonly onChange: (source: string) => void;
}) {
  const { t } = useTranslation();
  const fitting = props.others.filter((one) => props.types.includes(one.dataType.type));
  return (
    <Select
      label={t("calc.source")}
      placeholder={t("calc.chooseSource")}
      value={props.value === "" ? null : props.value}
      onChange={(source) => source !== null && props.onChange(source)}
      data={fitting.map(({ identifier, name }) => ({
        value: identifier,
        label: name === identifier ? name : `${name} (${identifier})`,
      }))}
      error={props.problem}
      nothingFoundMessage={t("word.nothing")}
      searchable
      withAsterisk
    />
  );
}

interface OptionalNumberProps<T> {
  readonly value: T;
  readonly name: keyof T & string;
  readonly label: string;
  readonly note: string;
  readonly onChange: (value: T) => void;
}

function OptionalNumber<T extends object>({ value, name, label, note, onChange }: OptionalNumberProps<T>) {
  const number = value[name];
  return (
    <NumberInput
      label={label}
      description={note}
      value={typeof number === "number" ? number : ""}
      onChange={(changed) => onChange(withNumber(value, name, changed))}
      hideControls
    />
  );
}

export function CounterFields({ value, onChange, others, problem }: FieldsProps<Counter>) {
  const { t } = useTranslation();
  return (
    <>
      <SourceChoice
        value={value.source}
        types={NUMERIC}
        others={others}
        problem={problem}
        onChange={(source) => onChange({ ...value, source })}
      />
      <div>
        <OptionalNumber
          value={value}
          name="rollover"
          label={t("calc.rollover")}
          note={t("calc.rolloverNote")}
          onChange={onChange}
        />
        <Group gap={6} mt={6}>
          {ROLLOVERS.map(([label, rollover]) => (
            <Button
              key={label}
              size="compact-xs"
              variant={value.rollover === rollover ? "light" : "default"}
              onClick={() => onChange({ ...value, rollover })}
            >
              {label}
            </Button>
          ))}
        </Group>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <OptionalNumber
          value={value}
          name="maxStep"
          label={t("calc.maxStep")}
          note={t("calc.maxStepNote")}
          onChange={onChange}
        />
        <OptionalNumber
          value={value}
          name="scale"
          label={t("calc.scale")}
          note={t("calc.scaleNote")}
          onChange={onChange}
        />
      </SimpleGrid>
    </>
  );
}

export function IntegralFields({ value, onChange, others, problem }: FieldsProps<Integral>) {
  const { t } = useTranslation();
  const unit = UNITS.find(([, seconds]) => seconds === value.perS)?.[0];
  return (
    <>
      <SourceChoice
        value={value.source}
        types={[...NUMERIC, "bool"]}
        others={others}
        problem={problem}
        onChange={(source) => onChange({ ...value, source })}
      />
      <Select
        label={t("calc.per")}
        description={t("calc.perNote")}
        value={unit ?? "other"}
        onChange={(chosen) => {
          const seconds = UNITS.find(([name]) => name === chosen)?.[1];
          if (seconds !== undefined) onChange({ ...value, perS: seconds });
        }}
        data={[
          ...UNITS.map(([name]) => ({ value: name as string, label: t(`calc.unit.${name}`) })),
          ...(unit === undefined ? [{ value: "other", label: `${value.perS} s` }] : []),
        ]}
        allowDeselect={false}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <OptionalNumber
          value={value}
          name="maxGapS"
          label={t("calc.maxGap")}
          note={t("calc.maxGapNote")}
          onChange={onChange}
        />
        <OptionalNumber
          value={value}
          name="scale"
          label={t("calc.scale")}
          note={t("calc.scaleNote")}
          onChange={onChange}
        />
      </SimpleGrid>
    </>
  );
}
