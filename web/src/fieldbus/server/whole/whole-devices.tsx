// Whole devices as registers: a unit each, with the same addresses.

import { Group, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DraftForm, FormDrawer, useDraft } from "../../../base/form/draft-form.tsx";
import { ExplainedChoice } from "../../../base/form/explained-choice.tsx";
import { ProductSelect } from "../../../products/product-select.tsx";
import { queries } from "../../../queries.ts";
import type { Exposure } from "../../contract.ts";
import { DeviceSelect } from "../../device/device-select.tsx";
import { layOut } from "./device-layout.ts";

interface WholeDevicesProps {
  /** The first that is free. */
  readonly address: number;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSave: (made: readonly Exposure[]) => void;
  readonly onClose: () => void;
}

interface Draft {
  readonly productKey: string;
  readonly deviceName: string;
  readonly scope: "one" | "all";
  readonly unit: string;
  readonly area: "holding" | "input";
  readonly register: string;
  readonly bit: string;
  readonly isWritable: boolean;
}

const DEVICES_MOST = 200;
const UNIT_LAST = 247;

/** Undefined of what is no whole number from 0 to `most`. */
function wholeOf(text: string, most: number): number | undefined {
  const number = Number(text);
  const isFine = text.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= most;
  return isFine ? number : undefined;
}

/** What the draft comes to: nothing while it is not complete. */
function useMade(draft: Draft) {
  const { productKey, deviceName, scope, area, isWritable } = draft;
  const isChosen = productKey !== "";
  const model = useQuery({ ...queries.model(productKey), enabled: isChosen });
  const devices = useQuery({
    ...queries.devices({ productKey, limit: DEVICES_MOST }),
    enabled: isChosen && scope === "all",
  });
  const all = (devices.data?.items ?? []).filter((one) => one.productKey === productKey);
  const names = scope === "all" ? all.map((one) => one.deviceName) : deviceName === "" ? [] : [deviceName];
  const [unit, firstRegister, firstBit] = [
    wholeOf(draft.unit, UNIT_LAST),
    wholeOf(draft.register, 65_535),
    wholeOf(draft.bit, 65_535),
  ];
  if (unit === undefined || firstRegister === undefined || firstBit === undefined || !model.data) return;
  const { points, leftOut, end } = layOut(model.data.properties, {
    ...{ area, firstRegister, firstBit, isWritable },
  });
  const made = names.flatMap((name, at) =>
    points.map((point): Exposure => ({ unit: unit + at, productKey, deviceName: name, point })),
  );
  const isFitting = unit + names.length - 1 <= UNIT_LAST;
  return { made, leftOut, end, devices: names.length, isFitting, lastUnit: unit + names.length - 1 };
}

interface FieldsProps {
  readonly draft: Draft;
  readonly put: (change: Partial<Draft>) => void;
}

function SourceFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <ProductSelect
        label={t("product.product")}
        value={draft.productKey === "" ? null : draft.productKey}
        onChange={(productKey) => put({ productKey: productKey ?? "", deviceName: "" })}
        withAsterisk
      />
      <ExplainedChoice
        label={t("served.whole.scope")}
        value={draft.scope}
        options={(["one", "all"] as const).map((value) => ({
          value,
          label: t(`served.whole.${value}`),
          note: t(`served.whole.${value}Note`),
        }))}
        onChange={(scope) => put({ scope })}
      />
      {draft.scope === "one" && (
        <DeviceSelect
          productKey={draft.productKey}
          value={draft.deviceName}
          onChange={(deviceName) => put({ deviceName })}
          withAsterisk
        />
      )}
    </>
  );
}

function PlaceFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  const text = (name: "unit" | "register" | "bit", label: string, most: number) => (
    <TextInput
      label={label}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wholeOf(draft[name], most) === undefined && t("fieldbus.wrong")}
      inputMode="numeric"
    />
  );
  return (
    <>
      <ExplainedChoice
        label={t("register.areaLabel")}
        value={draft.area}
        options={(["holding", "input"] as const).map((value) => ({
          value,
          label: t(`register.area.${value}`),
          note: t(`served.whole.${value}Note`),
        }))}
        onChange={(area) => put({ area })}
      />
      <Group grow align="flex-start">
        {text("unit", t(draft.scope === "all" ? "served.whole.firstUnit" : "fieldbus.unit"), UNIT_LAST)}
        {text("register", t("served.whole.register"), 65_535)}
        {text("bit", t("served.whole.bit"), 65_535)}
      </Group>
      {draft.area === "holding" && (
        <Switch
          label={t("fieldbus.server.writable")}
          description={t("served.whole.writableNote")}
          checked={draft.isWritable}
          onChange={(event) => put({ isWritable: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function Form({ address, isBusy, error, onSave, onClose }: WholeDevicesProps) {
  const { t } = useTranslation();
  const state = useDraft<Draft>(() => ({
    ...{ productKey: "", deviceName: "", scope: "one", unit: "1", area: "holding" },
    ...{ register: String(address), bit: "0", isWritable: false },
  }));
  const { draft, put } = state;
  const fields: FieldsProps = { draft, put };
  const plan = useMade(draft);
  const isReady = plan !== undefined && plan.made.length > 0 && plan.isFitting;
  return (
    <DraftForm
      // There is nothing to be tried before the plan says so.
      state={{ ...state, isTried: true }}
      {...{ isBusy, error, onClose }}
      label={t("served.whole.save")}
      onSave={isReady ? () => onSave(plan.made) : undefined}
    >
      <SourceFields {...fields} />
      <PlaceFields {...fields} />
      {plan !== undefined && plan.devices > 0 && (
        <Text size="sm" c={plan.isFitting ? "dimmed" : "red"} role="status">
          {plan.isFitting
            ? t("served.whole.plan", {
                ...{ count: plan.made.length, devices: plan.devices },
                ...{ first: draft.register, last: Math.max(plan.end - 1, 0), left: plan.leftOut },
              })
            : t("served.whole.tooMany", { last: plan.lastUnit })}
        </Text>
      )}
    </DraftForm>
  );
}

export function WholeDevices({ isOpen, ...props }: WholeDevicesProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <FormDrawer isOpen={isOpen} title={t("served.whole.title")} onClose={props.onClose}>
      <Form {...props} />
    </FormDrawer>
  );
}
