// A property of a device at a register of our own.

import { Drawer, Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  EMPTY_REGISTER_MAP,
  ORDERS_4,
  ORDERS_8,
  REGISTER_AREAS,
  type RegisterArea,
  type RegisterType,
} from "../../../../src/spine/register-map.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { ProductSelect } from "../../products/product-select.tsx";
import {
  draftPoint,
  hasNumber,
  hasOrder,
  isBitArea,
  type PointDraft,
  readPoint,
  withPoint,
} from "../../products/registers/point/point-draft.ts";
import { queries } from "../../queries.ts";
import type { Exposure } from "../contract.ts";
import { DeviceSelect } from "../device/device-select.tsx";

const TYPES = [
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float32",
  "int64",
  "uint64",
  "float64",
] as const satisfies readonly RegisterType[];

interface Draft {
  readonly unit: string;
  readonly productKey: string;
  readonly deviceName: string;
  readonly point: PointDraft;
}

interface ExposureFormProps {
  /** Undefined: a new one. */
  readonly exposure: Exposure | undefined;
  /** For a new one: the first that is free. */
  readonly address: number;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSave: (exposure: Exposure) => void;
  readonly onClose: () => void;
}

function draftOf({ exposure, address }: ExposureFormProps): Draft {
  if (exposure) {
    const { unit, productKey, deviceName, point } = exposure;
    return { unit: String(unit), productKey, deviceName, point: draftPoint(point) };
  }
  const point: PointDraft = { ...draftPoint(undefined), type: "float32", address: String(address) };
  return { unit: "1", productKey: "", deviceName: "", point };
}

/** What the draft says, or the fields of it that are not right. */
function read({ unit, productKey, deviceName, point }: Draft, before: Exposure | undefined) {
  const wrong = new Set<string>();
  const number = Number(unit);
  if (unit.trim() === "" || !Number.isInteger(number) || number < 0 || number > 255) wrong.add("unit");
  if (productKey === "") wrong.add("productKey");
  if (deviceName === "") wrong.add("deviceName");
  const tried = withPoint(EMPTY_REGISTER_MAP, undefined, readPoint(point, before?.point));
  for (const { field } of tried.problems) wrong.add(field ?? "address");
  const [made] = tried.map?.points ?? [];
  if (wrong.size > 0 || made === undefined) return { exposure: undefined, wrong };
  return { exposure: { unit: number, productKey, deviceName, point: made }, wrong };
}

interface FieldsProps {
  readonly draft: Draft;
  readonly wrong: ReadonlySet<string>;
  readonly put: (change: Partial<Draft>) => void;
}

function SourceFields({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const { productKey, deviceName, point } = draft;
  const model = useQuery({ ...queries.model(productKey), enabled: productKey !== "" });
  return (
    <>
      <ProductSelect
        label={t("product.product")}
        value={productKey === "" ? null : productKey}
        onChange={(chosen) =>
          put({ productKey: chosen ?? "", deviceName: "", point: { ...point, identifier: "" } })
        }
        error={wrong.has("productKey") && t("fieldbus.choose")}
        withAsterisk
      />
      <DeviceSelect
        productKey={productKey}
        value={deviceName}
        onChange={(chosen) => put({ deviceName: chosen })}
        error={wrong.has("deviceName") && t("fieldbus.choose")}
        withAsterisk
      />
      <Select
        label={t("register.property")}
        value={point.identifier === "" ? null : point.identifier}
        data={(model.data?.properties ?? []).map(({ identifier, name }) => ({
          value: identifier,
          label: `${name} (${identifier})`,
        }))}
        onChange={(chosen) => put({ point: { ...point, identifier: chosen ?? "" } })}
        error={wrong.has("identifier") && t("fieldbus.choose")}
        searchable
        withAsterisk
      />
    </>
  );
}

function PlaceFields({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const { point } = draft;
  const text = (name: "address" | "scale" | "offset") => (
    <TextInput
      label={t(`register.${name}`)}
      value={point[name]}
      onChange={(event) => put({ point: { ...point, [name]: event.currentTarget.value } })}
      error={wrong.has(name) && t("fieldbus.wrong")}
      spellCheck={false}
    />
  );
  return (
    <Group grow align="flex-start">
      <TextInput
        label={t("fieldbus.unit")}
        value={draft.unit}
        onChange={(event) => put({ unit: event.currentTarget.value })}
        error={wrong.has("unit") && t("fieldbus.wrong")}
        inputMode="numeric"
      />
      <Select
        label={t("register.areaLabel")}
        value={point.area}
        data={REGISTER_AREAS.map((value) => ({ value, label: t(`register.area.${value}`) }))}
        onChange={(area) => area && put({ point: { ...point, area: area as RegisterArea } })}
        allowDeselect={false}
      />
      {text("address")}
    </Group>
  );
}

function FormFields({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const { point } = draft;
  if (isBitArea(point.area)) return null;
  const text = (name: "scale" | "offset") => (
    <TextInput
      label={t(`register.${name}`)}
      value={point[name]}
      onChange={(event) => put({ point: { ...point, [name]: event.currentTarget.value } })}
      error={wrong.has(name) && t("fieldbus.wrong")}
    />
  );
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("register.type")}
          value={point.type}
          data={[...TYPES]}
          onChange={(type) => type && put({ point: { ...point, type: type as RegisterType, order: "" } })}
          allowDeselect={false}
        />
        {hasOrder(point.type) && (
          <Select
            label={t("register.order")}
            value={point.order === "" ? (/64/.test(point.type) ? "ABCDEFGH" : "ABCD") : point.order}
            data={[...(/64/.test(point.type) ? ORDERS_8 : ORDERS_4)]}
            onChange={(order) => order && put({ point: { ...point, order } })}
            allowDeselect={false}
          />
        )}
      </Group>
      {hasNumber(point.type) && (
        <Group grow align="flex-start">
          {text("scale")}
          {text("offset")}
        </Group>
      )}
    </>
  );
}

function Form(props: ExposureFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(props));
  const [isTried, setIsTried] = useState(false);
  const { exposure, wrong } = read(draft, props.exposure);
  const fields: FieldsProps = {
    draft,
    wrong: isTried ? wrong : new Set(),
    put: (change) => setDraft((before) => ({ ...before, ...change })),
  };
  const { area, access } = draft.point;
  const mayWrite = area === "coil" || area === "holding";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (exposure) props.onSave(exposure);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <SourceFields {...fields} />
        <PlaceFields {...fields} />
        <FormFields {...fields} />
        <Switch
          label={t("fieldbus.server.writable")}
          description={t("fieldbus.server.writableNote")}
          checked={mayWrite && access === "rw"}
          disabled={!mayWrite}
          onChange={(event) =>
            fields.put({ point: { ...draft.point, access: event.currentTarget.checked ? "rw" : "r" } })
          }
        />
        <FormEnd
          error={props.error}
          isBusy={props.isBusy}
          isReady={!isTried || exposure !== undefined}
          label={t("word.save")}
          onClose={props.onClose}
        />
      </Stack>
    </form>
  );
}

export function ExposureForm({ isOpen, ...props }: ExposureFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={props.onClose}
      position="right"
      size="md"
      title={t(props.exposure ? "fieldbus.server.edit" : "fieldbus.server.add")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Form key={props.exposure?.point.identifier ?? ""} {...props} />
    </Drawer>
  );
}
