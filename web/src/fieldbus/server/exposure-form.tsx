// A property of a device at a register of our own.

import { Group, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { REGISTER_AREAS, type RegisterArea } from "../../../../src/spine/register-map.ts";
import { DraftForm, FormDrawer, useDraft } from "../../base/form/draft-form.tsx";
import { ProductSelect } from "../../products/product-select.tsx";
import { hasNumber, isBitArea, type PointDraft } from "../../products/registers/point/point-draft.ts";
import { TypeFields } from "../../products/registers/point/point-fields.tsx";
import { queries } from "../../queries.ts";
import type { Exposure } from "../contract.ts";
import { DeviceSelect } from "../device/device-select.tsx";
import { draftExposure, type ExposureDraft, readExposure } from "./exposure-draft.ts";
import { TermsFields } from "./terms-fields.tsx";

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

interface FieldsProps {
  readonly draft: ExposureDraft;
  readonly wrong: ReadonlySet<string>;
  readonly put: (change: Partial<ExposureDraft>) => void;
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
  const text = (name: "address") => (
    <TextInput
      label={t(`register.${name}`)}
      value={point[name]}
      onChange={(event) => put({ point: { ...point, [name]: event.currentTarget.value } })}
      error={wrong.has(name) && t("fieldbus.wrong")}
      spellCheck={false}
    />
  );
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label={t("fieldbus.unit")}
          value={draft.unit}
          onChange={(event) => put({ unit: event.currentTarget.value })}
          error={wrong.has("unit") && t("fieldbus.wrong")}
          inputMode="numeric"
        />
        {text("address")}
      </Group>
      <Select
        label={t("register.areaLabel")}
        value={point.area}
        data={REGISTER_AREAS.map((value) => ({ value, label: t(`register.area.${value}`) }))}
        onChange={(area) => area && put({ point: { ...point, area: area as RegisterArea } })}
        allowDeselect={false}
      />
    </>
  );
}

function FormFields({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const { point } = draft;
  if (isBitArea(point.area)) return null;
  const putPoint = (change: Partial<PointDraft>) => put({ point: { ...point, ...change } });
  const text = (name: "scale" | "offset") => (
    <TextInput
      label={t(`register.${name}`)}
      value={point[name]}
      onChange={(event) => putPoint({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && t("fieldbus.wrong")}
    />
  );
  return (
    <>
      <TypeFields draft={point} put={putPoint} plainOrder={/64/.test(point.type) ? "ABCDEFGH" : "ABCD"} />
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
  const state = useDraft(() => draftExposure(props.exposure, props.address));
  const { draft, put, isTried } = state;
  const { exposure, wrong } = readExposure(draft, props.exposure);
  const fields: FieldsProps = { draft, put, wrong: isTried ? wrong : new Set() };
  const { area, access } = draft.point;
  const mayWrite = area === "coil" || area === "holding";
  return (
    <DraftForm
      state={state}
      isBusy={props.isBusy}
      error={props.error}
      onClose={props.onClose}
      onSave={exposure && (() => props.onSave(exposure))}
    >
      <SourceFields {...fields} />
      <PlaceFields {...fields} />
      <FormFields {...fields} />
      <Switch
        label={t("fieldbus.server.writable")}
        description={t("fieldbus.server.writableNote")}
        checked={mayWrite && access === "rw"}
        disabled={!mayWrite}
        onChange={(event) =>
          put({ point: { ...draft.point, access: event.currentTarget.checked ? "rw" : "r" } })
        }
      />
      <TermsFields {...fields} />
    </DraftForm>
  );
}

/** Unlike that of another exposure. */
const keyOf = ({ unit, point }: Exposure) => `${unit} ${point.area} ${point.address}`;

export function ExposureForm({ isOpen, ...props }: ExposureFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const { exposure, onClose } = props;
  const title = t(exposure ? "fieldbus.server.edit" : "fieldbus.server.add");
  return (
    <FormDrawer isOpen={isOpen} title={title} onClose={onClose}>
      <Form key={exposure ? keyOf(exposure) : ""} {...props} />
    </FormDrawer>
  );
}
