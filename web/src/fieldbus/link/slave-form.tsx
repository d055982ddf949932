// Putting a device on a link, or changing how it is asked.

import { Group, SegmentedControl, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DEVICE_NAME_PATTERN } from "../../../../src/spine/ids.ts";
import { api, type DeviceKey } from "../../api.ts";
import { DraftForm, FormDrawer, useDraft } from "../../base/form/draft-form.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { toastDone } from "../../base/toast.ts";
import { EditOf } from "../../edit/held.tsx";
import { ProductSelect } from "../../products/product-select.tsx";
import { queryClient } from "../../queries.ts";
import type { FieldSlave, SlaveSettings } from "../contract.ts";
import { DeviceSelect } from "../device/device-select.tsx";
import { fieldbusCalls, fieldbusQueries, refreshLinks, type SlaveOf, slavePath } from "../fieldbus-calls.ts";

export interface SlaveFormProps {
  /** Absent: the link is chosen here. */
  readonly linkId?: number;
  /** The device; absent: it is chosen or made here. */
  readonly device?: DeviceKey;
  /** As it is now. */
  readonly slave?: FieldSlave;
  readonly onClose: () => void;
}

interface Draft {
  readonly linkId: string | null;
  readonly productKey: string | null;
  readonly isNew: boolean;
  readonly deviceName: string;
  readonly unit: string;
  readonly timeoutMs: string;
  readonly retries: string;
  readonly addressOffset: string;
  readonly isEnabled: boolean;
}

function draftOf({ linkId, device, slave }: SlaveFormProps): Draft {
  const key = slave ?? device;
  const { unit, timeoutMs, retries, addressOffset, isEnabled } = slave?.settings ?? {};
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const link = linkId ?? slave?.linkId;
  return {
    linkId: link === undefined ? null : String(link),
    productKey: key?.productKey ?? null,
    isNew: key === undefined,
    deviceName: key?.deviceName ?? "",
    unit: text(unit),
    timeoutMs: text(timeoutMs),
    retries: text(retries),
    addressOffset: text(addressOffset ?? 0),
    isEnabled: isEnabled ?? true,
  };
}

const isWhole = (text: string, min: number, max: number) =>
  /^-?\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

function wrongOf(draft: Draft): ReadonlySet<keyof Draft> {
  const wrong = new Set<keyof Draft>();
  if (draft.linkId === null) wrong.add("linkId");
  if (draft.productKey === null) wrong.add("productKey");
  if (draft.deviceName === "" ? !draft.isNew : !DEVICE_NAME_PATTERN.test(draft.deviceName))
    wrong.add("deviceName");
  if (!isWhole(draft.unit, 0, 255)) wrong.add("unit");
  if (draft.timeoutMs !== "" && !isWhole(draft.timeoutMs, 100, 30_000)) wrong.add("timeoutMs");
  if (draft.retries !== "" && !isWhole(draft.retries, 0, 5)) wrong.add("retries");
  if (!isWhole(draft.addressOffset, -65_535, 65_535)) wrong.add("addressOffset");
  return wrong;
}

function settingsOf(draft: Draft): Partial<SlaveSettings> & { unit: number } {
  const { unit, timeoutMs, retries, addressOffset, isEnabled } = draft;
  return {
    ...{ unit: Number(unit), addressOffset: Number(addressOffset), isEnabled },
    ...(timeoutMs !== "" && { timeoutMs: Number(timeoutMs) }),
    ...(retries !== "" && { retries: Number(retries) }),
  };
}

async function save(draft: Draft, basis: SlaveOf | undefined): Promise<FieldSlave> {
  const { linkId, productKey, deviceName, isNew } = draft;
  let key: DeviceKey = { productKey: productKey ?? "", deviceName };
  if (isNew) {
    key = await api.createDevice({ productKey: key.productKey, ...(deviceName !== "" && { deviceName }) });
    void queryClient.invalidateQueries({ queryKey: ["devices"] });
  }
  const settings = { linkId: Number(linkId), ...settingsOf(draft) };
  return fieldbusCalls.putSlave(key, settings, basis ?? (await fieldbusCalls.slaveOf(key)));
}

interface FieldsProps {
  readonly draft: Draft;
  readonly wrong: ReadonlySet<keyof Draft>;
  readonly put: (change: Partial<Draft>) => void;
}

function DeviceFields({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <ProductSelect
        label={t("product.product")}
        description={t("fieldbus.productNote")}
        value={draft.productKey}
        onChange={(productKey) => put({ productKey, ...(!draft.isNew && { deviceName: "" }) })}
        error={wrong.has("productKey") && t("fieldbus.choose")}
        withAsterisk
      />
      <SegmentedControl
        aria-label={t("device.device")}
        value={draft.isNew ? "new" : "known"}
        data={[
          { value: "new", label: t("fieldbus.newDevice") },
          { value: "known", label: t("fieldbus.knownDevice") },
        ]}
        onChange={(which) => put({ isNew: which === "new", deviceName: "" })}
      />
      {draft.isNew ? (
        <TextInput
          label={t("device.deviceName")}
          description={t("device.deviceNameNote")}
          value={draft.deviceName}
          onChange={(event) => put({ deviceName: event.currentTarget.value })}
          error={wrong.has("deviceName") && t("device.deviceNameBad")}
          spellCheck={false}
          autoCapitalize="none"
        />
      ) : (
        <DeviceSelect
          productKey={draft.productKey ?? ""}
          value={draft.deviceName}
          onChange={(deviceName) => put({ deviceName })}
          error={wrong.has("deviceName") && t("fieldbus.choose")}
        />
      )}
    </>
  );
}

function SettingFields({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const field = (name: "timeoutMs" | "retries" | "addressOffset") => (
    <TextInput
      label={t(`fieldbus.slaveField.${name}`)}
      description={t(`fieldbus.slaveNote.${name}`)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && t("fieldbus.wrong")}
    />
  );
  return (
    <>
      <TextInput
        label={t("fieldbus.unit")}
        description={t("fieldbus.unitNote")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={draft.unit}
        onChange={(event) => put({ unit: event.currentTarget.value })}
        error={wrong.has("unit") && t("fieldbus.wrong")}
        inputMode="numeric"
        withAsterisk
      />
      <details className="further">
        <summary>{t("fieldbus.slaveFurther")}</summary>
        <Stack gap="sm" mt="sm">
          <Group grow align="flex-start">
            {field("timeoutMs")}
            {field("retries")}
          </Group>
          {field("addressOffset")}
          <Switch
            label={t("fieldbus.isPolled")}
            checked={draft.isEnabled}
            onChange={(event) => put({ isEnabled: event.currentTarget.checked })}
          />
        </Stack>
      </details>
    </>
  );
}

/** Two channels of one unit are two devices at its address; all else is a mistake. */
function SameUnit({ draft, slave }: { draft: Draft; slave: FieldSlave | undefined }) {
  const { t } = useTranslation();
  const { linkId, unit, addressOffset } = draft;
  const slaves = useQuery({ ...fieldbusQueries.slaves(Number(linkId)), enabled: linkId !== null });
  const same = slaves.data?.items.find(
    ({ productKey, deviceName, settings }) =>
      String(settings.unit) === unit.trim() &&
      String(settings.addressOffset) === addressOffset.trim() &&
      !(productKey === draft.productKey && deviceName === (slave?.deviceName ?? draft.deviceName)),
  );
  if (same === undefined) return null;
  return <Notice tone="warn">{t("trouble.sameUnit", { name: same.name || same.deviceName })}</Notice>;
}

function LinkChoice({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const links = useQuery(fieldbusQueries.links());
  return (
    <Select
      label={t("fieldbus.link")}
      value={draft.linkId}
      data={(links.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.settings.name }))}
      onChange={(linkId) => put({ linkId })}
      error={wrong.has("linkId") && t("fieldbus.choose")}
      nothingFoundMessage={t("fieldbus.none")}
      withAsterisk
    />
  );
}

function Form(props: SlaveFormProps & { readonly basis?: SlaveOf }) {
  const state = useDraft(() => draftOf(props));
  const { draft, put, isTried } = state;
  const wrong = wrongOf(draft);
  const { t } = useTranslation();
  const saving = useMutation({
    mutationFn: (made: Draft) => save(made, props.basis),
    onSuccess: () => {
      refreshLinks();
      toastDone(t("word.saved"));
      props.onClose();
    },
  });
  const fields: FieldsProps = { draft, put, wrong: isTried ? wrong : new Set() };
  return (
    <DraftForm
      state={state}
      error={saving.error}
      isBusy={saving.isPending}
      onClose={props.onClose}
      onSave={wrong.size === 0 ? () => saving.mutate(draft) : undefined}
    >
      {props.linkId === undefined && <LinkChoice {...fields} />}
      {props.slave === undefined && props.device === undefined && <DeviceFields {...fields} />}
      <SettingFields {...fields} />
      <SameUnit draft={draft} slave={props.slave} />
    </DraftForm>
  );
}

export function SlaveForm({ isOpen, ...props }: SlaveFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const known: DeviceKey | undefined = props.slave ?? props.device;
  const name = known?.deviceName;
  const title = name === undefined ? t("fieldbus.addSlave") : t("fieldbus.editSlave", { name });
  return (
    <FormDrawer isOpen={isOpen} title={title} onClose={props.onClose}>
      {known === undefined ? (
        <Form {...props} />
      ) : (
        <EditOf key={name} path={slavePath(known)}>
          {(basis) => <Form {...props} basis={basis} {...(basis.slave && { slave: basis.slave })} />}
        </EditOf>
      )}
    </FormDrawer>
  );
}
