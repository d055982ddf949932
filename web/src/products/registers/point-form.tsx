// Editing one point of a register map.

import { Drawer, Group, Select, Stack, TextInput } from "@mantine/core";
import type { TFunction } from "i18next";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThingModel } from "../../../../src/spine/model.ts";
import { findMisfits } from "../../../../src/spine/register-fit.ts";
import {
  ORDERS_4,
  ORDERS_8,
  REGISTER_AREAS,
  REGISTER_TYPES,
  type RegisterArea,
  type RegisterMap,
  type RegisterPoint,
  type RegisterType,
} from "../../../../src/spine/register-map.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import {
  draftPoint,
  hasNumber,
  hasOrder,
  hasRegisters,
  isBitArea,
  type PointDraft,
  type PointProblem,
  readPoint,
  withAddress,
  withPoint,
} from "./point-draft.ts";

interface PointFormProps {
  readonly map: RegisterMap;
  readonly model: ThingModel;
  /** Undefined: a new one. */
  readonly point: RegisterPoint | undefined;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSave: (map: RegisterMap) => void;
  readonly onClose: () => void;
}

interface FieldProps {
  readonly draft: PointDraft;
  readonly put: (change: Partial<PointDraft>) => void;
}

/** A field by its label; what concerns several fields in the schema's own words. */
function problemText({ field, message }: PointProblem, t: TFunction): string {
  if (field === undefined) return message;
  const label = {
    ...{ identifier: t("register.property"), area: t("register.areaLabel"), address: t("register.address") },
    ...{ shownAs: t("register.shownAs"), type: t("register.type"), order: t("register.order") },
    ...{ bit: t("register.bit"), length: t("register.length"), registers: t("register.registers") },
    ...{ scale: t("register.scale"), offset: t("register.offset"), access: t("register.access") },
    ...{ group: t("register.group"), note: t("register.note") },
  }[field];
  return t("register.wrong", { field: label });
}

function PlaceFields({ draft, put }: FieldProps) {
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

function TypeFields({ draft, put }: FieldProps) {
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
          data={[{ value: "", label: t("register.orderOfUnit") }, ...orders]}
        />
      )}
      {(type === "bit" || type === "bits") && text("bit")}
      {type === "bits" && text("length")}
      {hasRegisters(type) && text("registers")}
    </Group>
  );
}

function ValueFields({ draft, put, groups }: FieldProps & { groups: readonly string[] }) {
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

function Form({ map, model, point, isBusy, error, onSave, onClose }: PointFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftPoint(point));
  const [problems, setProblems] = useState<readonly PointProblem[]>([]);
  const put = (change: Partial<PointDraft>) => setDraft((before) => ({ ...before, ...change }));
  const used = new Set(map.points.filter((one) => one !== point).map((one) => one.identifier));
  const free = model.properties.filter(({ identifier }) => !used.has(identifier));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tried = withPoint(map, point, readPoint(draft, point));
    const misfit =
      tried.map && findMisfits(tried.map, model).find((one) => one.identifier === draft.identifier);
    const found = misfit ? [{ field: undefined, message: misfit.message }] : tried.problems;
    setProblems(found);
    if (tried.map && found.length === 0) onSave(tried.map);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Select
          label={t("register.property")}
          value={draft.identifier === "" ? null : draft.identifier}
          onChange={(identifier) => put({ identifier: identifier ?? "" })}
          data={free.map(({ identifier, name }) => ({ value: identifier, label: `${name} (${identifier})` }))}
          nothingFoundMessage={t("register.noFreeProperty")}
          searchable
          withAsterisk
        />
        <PlaceFields draft={draft} put={put} />
        {!isBitArea(draft.area) && <TypeFields draft={draft} put={put} />}
        <ValueFields draft={draft} put={put} groups={map.groups.map(({ name }) => name)} />
        <TextInput
          label={t("register.shownAs")}
          description={t("register.shownAsNote")}
          value={draft.shownAs}
          onChange={(event) => put({ shownAs: event.currentTarget.value })}
          maxLength={32}
        />
        <TextInput
          label={t("register.note")}
          value={draft.note}
          onChange={(event) => put({ note: event.currentTarget.value })}
          maxLength={200}
        />
        {problems.length > 0 && (
          <Notice tone="bad" isUrgent>
            {[...new Set(problems.map((one) => problemText(one, t)))].join("; ")}
          </Notice>
        )}
        <FormEnd
          error={error}
          isBusy={isBusy}
          isReady={draft.identifier !== "" && draft.address.trim() !== ""}
          label={t("word.save")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function PointForm(props: PointFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.isOpen}
      onClose={props.onClose}
      position="right"
      size="md"
      title={props.point ? t("register.editPoint", { name: props.point.identifier }) : t("register.addPoint")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Form key={props.point?.identifier ?? ""} {...props} />
    </Drawer>
  );
}
