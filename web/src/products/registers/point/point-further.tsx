// What few points need: rounding, deadband, ranges, formulas, and the limits of what is written.

import { Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { hasNumber, isBitArea, type PointDraft } from "./point-draft.ts";
import type { FieldProps } from "./point-fields.tsx";

type TextName = {
  [K in keyof PointDraft]: string extends PointDraft[K] ? K : never;
}[keyof PointDraft];

function useField({ draft, put }: FieldProps) {
  const { t } = useTranslation();
  return (
    name: Extract<
      TextName,
      | "decimals"
      | "deadband"
      | "validMin"
      | "validMax"
      | "formula"
      | "writeFormula"
      | "writeMin"
      | "writeMax"
      | "writeStep"
    >,
    note?: string,
  ) => (
    <TextInput
      label={t(`register.${name}`)}
      {...(note !== undefined && { description: note })}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      spellCheck={false}
    />
  );
}

function NumberFields(props: FieldProps) {
  const { t } = useTranslation();
  const { draft, put } = props;
  const field = useField(props);
  return (
    <>
      <Group grow align="flex-start">
        {field("deadband", t("register.deadbandNote"))}
        <Select
          label={t("register.deadbandIn")}
          value={draft.deadbandUnit}
          data={(["value", "percent"] as const).map((value) => ({
            value,
            label: t(`register.deadbandUnit.${value}`),
          }))}
          onChange={(unit) => unit && put({ deadbandUnit: unit as PointDraft["deadbandUnit"] })}
          allowDeselect={false}
        />
        {field("decimals")}
      </Group>
      <Group grow align="flex-start">
        {field("validMin", t("register.validNote"))}
        {field("validMax")}
      </Group>
      {field("formula", t("register.formulaNote"))}
      {draft.formula.trim() !== "" && draft.access !== "r" && field("writeFormula")}
    </>
  );
}

export function FurtherFields(props: FieldProps) {
  const { t } = useTranslation();
  const { draft, put } = props;
  const field = useField(props);
  const isNumber = !isBitArea(draft.area) && hasNumber(draft.type);
  const isWritten = draft.access !== "r";
  if (!isNumber && !isWritten) return null;
  return (
    <details className="further">
      <summary>{t("register.further")}</summary>
      <Stack gap="sm" mt="sm">
        {isNumber && <NumberFields {...props} />}
        {isNumber && isWritten && (
          <Group grow align="flex-start">
            {field("writeMin")}
            {field("writeMax")}
            {field("writeStep")}
          </Group>
        )}
        {isWritten && (
          <Switch
            label={t("register.isReadBack")}
            description={t("register.isReadBackNote")}
            checked={draft.isReadBack}
            onChange={(event) => put({ isReadBack: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </details>
  );
}
