// How the devices of a product reach the platform, and how they come by their secrets.

import { MultiSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NODE_TYPES, REGISTRATION_MODES } from "../../../../src/spine/model.ts";
import { DATA_MODES, DIALECT_NAMES, type DialectName, type KeyMode } from "../../../../src/spine/product.ts";
import { ExplainedChoice } from "../../base/form/explained-choice.tsx";
import { readWall, wallText } from "../../base/person/time-zone.ts";
import type { NodeType, RegistrationMode } from "../../contract.ts";
import { ProductSelect } from "../product-select.tsx";

export function NodeTypeChoice(props: {
  value: NodeType;
  /** True while the product is published. */
  isFixed?: boolean;
  onChange: (nodeType: NodeType) => void;
}) {
  const { t } = useTranslation();
  if (props.isFixed) {
    return (
      <TextInput
        label={t("nodeType.label")}
        description={t("life.nodeTypeFixed")}
        value={t(`nodeType.${props.value}`)}
        readOnly
      />
    );
  }
  return (
    <ExplainedChoice
      label={t("nodeType.label")}
      value={props.value}
      onChange={props.onChange}
      options={NODE_TYPES.map((nodeType) => ({
        value: nodeType,
        label: t(`nodeType.${nodeType}`),
        note: t(`nodeTypeNote.${nodeType}`),
      }))}
    />
  );
}

export function RegistrationChoice(props: {
  value: RegistrationMode;
  onChange: (mode: RegistrationMode) => void;
}) {
  const { t } = useTranslation();
  return (
    <ExplainedChoice
      label={t("registration.label")}
      value={props.value}
      onChange={props.onChange}
      options={REGISTRATION_MODES.map((mode) => ({
        value: mode,
        label: t(`registration.${mode}`),
        note: t(`registrationNote.${mode}`),
      }))}
    />
  );
}

/** Of a gateway product: the product in which sub-devices that nobody knows are created. */
export function ChildProductChoice(props: {
  value: string | null;
  onChange: (productKey: string | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <ProductSelect
      label={t("product.childProduct")}
      description={t("product.childProductNote")}
      placeholder={t("product.childProductNone")}
      nothingFound={t("product.childProductEmpty")}
      nodeType="sub"
      clearLabel={t("product.childProductNone")}
      value={props.value}
      onChange={props.onChange}
    />
  );
}

const DIALECT_LABELS: Readonly<Record<DialectName, string>> = {
  plain: "Plain MQTT / HTTP",
  alink: "Alibaba Cloud (Alink)",
  onenet: "OneNET Studio",
  "onenet-legacy": "OneNET MQTT",
  thingsboard: "ThingsBoard",
  jetlinks: "JetLinks",
  yudao: "yudao",
};

/** Null: all. */
export function DialectChoice(props: {
  value: readonly DialectName[] | null;
  onChange: (dialects: DialectName[] | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <MultiSelect
      label={t("life.dialects")}
      description={t("life.dialectsNote")}
      placeholder={props.value === null ? t("life.dialectsAll") : ""}
      value={[...(props.value ?? [])]}
      onChange={(chosen) => props.onChange(chosen.length === 0 ? null : (chosen as DialectName[]))}
      data={DIALECT_NAMES.map((name) => ({ value: name, label: DIALECT_LABELS[name] }))}
      clearable
      clearButtonProps={{ "aria-label": t("life.dialectsAll") }}
    />
  );
}

export function DataModeChoice(props: { value: KeyMode; onChange: (mode: KeyMode) => void }) {
  const { t } = useTranslation();
  return (
    <ExplainedChoice
      label={t("life.dataMode")}
      value={props.value}
      onChange={props.onChange}
      options={DATA_MODES.map((mode) => ({
        value: mode,
        label: t(`life.mode.${mode}`),
        note: t(`life.modeNote.${mode}`),
      }))}
    />
  );
}

/** UTC ms as the browser's field for a local time writes it. */
function localText(ts: number | null): string {
  return ts === null ? "" : wallText(ts).slice(0, 16);
}

/** When dynamic registration closes by itself; null: never. */
export function RegistrationEnd(props: { value: number | null; onChange: (ts: number | null) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="datetime-local"
      label={t("life.registrationUntil")}
      description={t("life.registrationUntilNote")}
      value={localText(props.value)}
      onChange={(event) => {
        const ts = readWall(event.currentTarget.value);
        props.onChange(Number.isNaN(ts) ? null : ts);
      }}
      maw={260}
    />
  );
}
