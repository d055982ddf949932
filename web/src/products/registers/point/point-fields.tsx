// The fields of a point that every form of one has: where it lies, what it is, how its value comes out.

import { Group, Select, TextInput } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import {
  ORDERS_4,
  ORDERS_8,
  REGISTER_AREAS,
  REGISTER_TYPES,
  type RegisterArea,
  type RegisterType,
} from "../../../../../src/spine/register-map.ts";
import {
  hasNumber,
  hasOrder,
  hasRegisters,
  isBitArea,
  type PointDraft,
  type PointProblem,
  withAddress,
} from "./point-draft.ts";

export interface FieldProps {
  readonly draft: PointDraft;
  readonly put: (change: Partial<PointDraft>) => void;
}

/** A field by its label; what concerns several fields in the schema's own words. */
export function problemText({ field, message }: PointProblem, t: TFunction): string {
  if (field === undefined) return message;
  const label = {
    ...{ identifier: t("register.property"), area: t("register.areaLabel"), address: t("register.address") },
    ...{ shownAs: t("register.shownAs"), type: t("register.type"), order: t("register.order") },
    ...{ bit: t("register.bit"), length: t("register.length"), registers: t("register.registers") },
    ...{ scale: t("register.scale"), offset: t("register.offset"), access: t("register.access") },
    ...{ group: t("register.group"), note: t("register.note"), deadbandUnit: t("register.deadband") },
    ...{ decimals: t("register.decimals"), deadband: t("register.deadband") },
    ...{ validMin: t("register.validMin"), validMax: t("register.validMax") },
    ...{ formula: t("register.formula"), writeFormula: t("register.writeFormula") },
    ...{ writeMin: t("register.writeMin"), writeMax: t("register.writeMax") },
    ...{ writeStep: t("register.writeStep"), isReadBack: t("register.isReadBack") },
  }[field];
  return t("register.wrong", { field: label });
}

export function PlaceFields({ draft, put }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Group grow align="flex-start">
      <Select
        label={t("register.areaLabel")}
        value={draft.area}
        onChange={(area) => area && put({ area: area as RegisterArea })}
        data={REGISTER_AREAS.map((value) => ({ value, label: t(`register.area.${value}`) }))}
      />
      <TextInput
        label={t("register.address")}
        description={t("register.addressNote")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={draft.address}
        onChange={(event) => put(withAddress(draft, event.currentTarget.value))}
        spellCheck={false}
        withAsterisk
      />
    </Group>
  );
}

/** `plainOrder`: how the order is called that none says; absent: the unit's. */
export function TypeFields({ draft, put, plainOrder }: FieldProps & { readonly plainOrder?: string }) {
  const { t } = useTranslation();
  const { type } = draft;
  const orders = /64/.test(type) ? ORDERS_8 : ORDERS_4;
  const words = REGISTER_TYPES.filter((one) => one !== "bool");
  const text = (name: "bit" | "length" | "registers") => (
    <TextInput
      label={t(`register.${name}`)}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      inputMode="numeric"
    />
  );
  return (
    <Group grow align="flex-start">
      <Select
        label={t("register.type")}
        value={type === "bool" ? "uint16" : type}
        onChange={(next) => next && put({ type: next as RegisterType, order: "" })}
        data={[...words]}
      />
      {hasOrder(type) && (
        <Select
          label={t("register.order")}
          value={draft.order}
          onChange={(order) => put({ order: order ?? "" })}
          data={[
            { value: "", label: plainOrder ?? t("register.orderOfUnit") },
            ...orders.filter((order) => order !== plainOrder),
          ]}
        />
      )}
      {(type === "bit" || type === "bits") && text("bit")}
      {type === "bits" && text("length")}
      {hasRegisters(type) && text("registers")}
    </Group>
  );
}

export function ValueFields({ draft, put, groups }: FieldProps & { groups: readonly string[] }) {
  const { t } = useTranslation();
  const isNumber = !isBitArea(draft.area) && hasNumber(draft.type);
  return (
    <>
      {isNumber && (
        <Group grow>
          <TextInput
            label={t("register.scale")}
            value={draft.scale}
            onChange={(event) => put({ scale: event.currentTarget.value })}
          />
          <TextInput
            label={t("register.offset")}
            value={draft.offset}
            onChange={(event) => put({ offset: event.currentTarget.value })}
          />
        </Group>
      )}
      <Group grow>
        <Select
          label={t("register.access")}
          value={draft.access}
          onChange={(access) => access && put({ access: access as PointDraft["access"] })}
          data={(["r", "rw", "w"] as const).map((value) => ({
            value,
            label: t(`register.accessOf.${value}`),
          }))}
        />
        <Select
          label={t("register.group")}
          value={draft.group}
          onChange={(group) => put({ group: group ?? "" })}
          data={[{ value: "", label: t("register.onDemand") }, ...groups]}
        />
      </Group>
    </>
  );
}
