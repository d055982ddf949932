// A formula as it is typed: checked at once, with properties and functions to insert, tried with a device's values.

import { Code, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { Failed } from "../../base/states.tsx";
import type { Json, Property } from "../../contract.ts";
import { unitOf, valueText } from "../../devices/value-text.ts";
import { queries } from "../../queries.ts";
import type { Calculated } from "./calculated-scope.ts";
import { type CalculationTrial, listFunctions } from "./streams-calls.ts";
import type { Trial } from "./use-trial.ts";

type Formula = Extract<Calculated, { kind: "formula" }>;

interface FormulaFieldProps {
  readonly value: Formula;
  readonly onChange: (value: Formula) => void;
  readonly others: readonly Property[];
  readonly property: Property | undefined;
  readonly trial: Trial;
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names that mean something else in a formula unless they are quoted. */
const WORDS: readonly string[] = ["and", "or", "not", "true", "false"];

/** A property's identifier as a formula writes it. */
export function toFormulaName(identifier: string): string {
  const isPlain = PLAIN_NAME.test(identifier) && !WORDS.includes(identifier.toLowerCase());
  return isPlain ? identifier : `"${identifier}"`;
}

/** The wrong part, marked in its place. */
function Marked({ formula, problem }: { formula: string; problem: CalculationTrial["problems"][number] }) {
  if (problem.position === null || formula.includes("\n")) return null;
  const end = problem.position + Math.max(1, problem.length ?? 1);
  return (
    <Code block className="formula-marked" aria-hidden>
      {formula.slice(0, problem.position)}
      <mark>{formula.slice(problem.position, end) || " "}</mark>
      {formula.slice(end)}
    </Code>
  );
}

function Insertions({
  others,
  onInsert,
}: Pick<FormulaFieldProps, "others"> & { onInsert: (text: string) => void }) {
  const { t, i18n } = useTranslation();
  const functions = useQuery({
    queryKey: ["formula-functions", i18n.language],
    queryFn: listFunctions,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const texts = new Map((functions.data?.items ?? []).map((one) => [one.name, one]));
  return (
    <Group gap="xs" grow>
      <Select
        aria-label={t("calc.insertProperty")}
        placeholder={t("calc.insertProperty")}
        value={null}
        onChange={(identifier) => identifier !== null && onInsert(toFormulaName(identifier))}
        data={others
          .filter((one) => one.dataType.type !== "struct" && one.dataType.type !== "array")
          .map(({ identifier, name }) => ({
            value: identifier,
            label: name === identifier ? name : `${name} (${identifier})`,
          }))}
        nothingFoundMessage={t("word.nothing")}
        size="xs"
        searchable
      />
      <Select
        aria-label={t("calc.insertFunction")}
        placeholder={t("calc.insertFunction")}
        value={null}
        onChange={(name) => name !== null && onInsert(`${name}()`)}
        data={[...texts.values()].map(({ name, usage }) => ({ value: name, label: usage }))}
        renderOption={({ option }) => (
          <div>
            <Text size="xs" ff="monospace">
              {option.label}
            </Text>
            <Text size="xs" c="dimmed">
              {texts.get(option.value)?.text}
            </Text>
          </div>
        )}
        comboboxProps={{ width: 300, position: "bottom-end" }}
        nothingFoundMessage={t("word.nothing")}
        size="xs"
        searchable
      />
    </Group>
  );
}

function DeviceChoice({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const { productKey = "", deviceName } = trial;
  const isChosen = deviceName !== undefined && q === deviceName;
  const found = useQuery(queries.devices({ productKey, limit: 20, q: isChosen ? "" : q }));
  const names = (found.data?.items ?? []).map((one) => one.deviceName);
  if (deviceName !== undefined && !names.includes(deviceName)) names.unshift(deviceName);
  return (
    <Select
      label={t("calc.tryWith")}
      placeholder={t("calc.chooseDevice")}
      value={deviceName ?? null}
      onChange={(name) => trial.chooseDevice(name ?? undefined)}
      data={names}
      // The server has searched already.
      filter={({ options }) => options}
      onSearchChange={setText}
      nothingFoundMessage={t("word.nothing")}
      searchable
      clearable
    />
  );
}

function ValueOf({ value, property }: { value: Json; property: Property | undefined }) {
  const { t } = useTranslation();
  if (value === null) return <Text component="span">{t("calc.noValue")}</Text>;
  return (
    <Code>
      {valueText(value, property?.dataType, t)} {unitOf(property?.dataType)}
    </Code>
  );
}

function Outcome({ trial, others, property }: Pick<FormulaFieldProps, "trial" | "others" | "property">) {
  const { t } = useTranslation();
  const { data } = trial;
  if (data === undefined || trial.deviceName === undefined || data.problems.length > 0) return null;
  return (
    <div className="formula-outcome" role="status">
      <Text size="sm" fw={600}>
        {t("calc.result")}: <ValueOf value={data.result} property={property} />
      </Text>
      {data.reason !== null && <Notice tone="warn">{data.reason}</Notice>}
      <ul>
        {data.operands.map(({ identifier, value, ts }) => (
          <li key={identifier}>
            <Text size="xs" component="span" ff="monospace">
              {identifier}
            </Text>
            <Text size="xs" component="span">
              <ValueOf value={value} property={others.find((one) => one.identifier === identifier)} />
            </Text>
            {ts !== null && <Ago ts={ts} size="xs" c="dimmed" />}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function FormulaField({ value, onChange, others, property, trial }: FormulaFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const problem = trial.data?.problems.find((one) => one.field === "calculated.formula");
  const insert = (text: string) => {
    const at = field.current?.selectionStart ?? value.formula.length;
    const end = field.current?.selectionEnd ?? at;
    onChange({ ...value, formula: value.formula.slice(0, at) + text + value.formula.slice(end) });
    const caret = at + text.length - (text.endsWith("()") ? 1 : 0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret, caret);
    });
  };
  return (
    <Stack gap="xs">
      <Textarea
        ref={field}
        label={t("calc.formula")}
        description={t("calc.formulaNote")}
        placeholder="(voltage * current) / 1000"
        value={value.formula}
        onChange={(event) => onChange({ ...value, formula: event.currentTarget.value })}
        error={problem?.text}
        maxLength={2_000}
        minRows={2}
        maxRows={8}
        autosize
        spellCheck={false}
        autoCapitalize="none"
        classNames={{ input: "mono" }}
        withAsterisk
      />
      {problem && <Marked formula={value.formula} problem={problem} />}
      <Insertions others={others} onInsert={insert} />
      {trial.productKey !== undefined && <DeviceChoice trial={trial} />}
      {trial.error !== null && <Failed error={trial.error} />}
      <Outcome trial={trial} others={others} property={property} />
    </Stack>
  );
}
