// What the found units are: a product that is there, one from a template, or a new one; each becomes a device.

import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DEVICE_NAME_PATTERN } from "../../../../src/spine/ids.ts";
import { api } from "../../api.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { Waiting } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { ApiError } from "../../call.ts";
import { productCalls } from "../../products/product-calls.ts";
import { ProductSelect } from "../../products/product-select.tsx";
import { createFromTemplate } from "../../products/templates/template-calls.ts";
import { queries, queryClient } from "../../queries.ts";
import { fieldbusCalls, refreshLinks } from "../fieldbus-calls.ts";
import { Suggestions, useTemplates } from "./scan/suggestions.tsx";

const SOURCES = ["known", "template", "new"] as const;
type Source = (typeof SOURCES)[number];

interface ProductDraft {
  readonly source: Source;
  readonly productKey: string;
  readonly templateId: string;
  readonly name: string;
  /** By unit. */
  readonly deviceNames: Readonly<Record<number, string>>;
}

interface Order {
  readonly linkId: number;
  readonly units: readonly number[];
  readonly draft: ProductDraft;
}

async function productOf({ source, productKey, templateId, name }: ProductDraft): Promise<string> {
  if (source === "known") return productKey;
  if (source === "template")
    return (await createFromTemplate({ id: templateId, name: name.trim(), productKey: "" })).productKey;
  return (await productCalls.create({ name: name.trim() })).productKey;
}

/** A device of the name may be there already: then it is the one that is meant. */
async function deviceOf(productKey: string, deviceName: string): Promise<void> {
  try {
    await api.createDevice({ productKey, deviceName });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
}

async function commission({ linkId, units, draft }: Order): Promise<string> {
  const productKey = await productOf(draft);
  for (const unit of units) {
    const deviceName = draft.deviceNames[unit] ?? "";
    await deviceOf(productKey, deviceName);
    const key = { productKey, deviceName };
    await fieldbusCalls.putSlave(key, { linkId, unit }, await fieldbusCalls.slaveOf(key));
  }
  return productKey;
}

interface FieldsProps {
  readonly draft: ProductDraft;
  readonly put: (change: Partial<ProductDraft>) => void;
}

function KnownProduct({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <ProductSelect
      label={t("product.product")}
      value={draft.productKey === "" ? null : draft.productKey}
      onChange={(productKey) => put({ productKey: productKey ?? "" })}
      withAsterisk
    />
  );
}

function TemplateChoice({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  const items = useTemplates();
  return (
    <Select
      label={t("fieldbus.template")}
      description={t("fieldbus.templateNote")}
      value={draft.templateId === "" ? null : draft.templateId}
      data={items.map((one) => ({
        value: one.id,
        label: one.origin === "own" ? `${one.name} · ${t("own.badge")}` : one.name,
      }))}
      onChange={(templateId) =>
        put({ templateId: templateId ?? "", name: items.find((one) => one.id === templateId)?.name ?? "" })
      }
      nothingFoundMessage={t("word.nothing")}
      searchable
      withAsterisk
    />
  );
}

function ProductFields({ draft, put }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <SegmentedControl
        aria-label={t("fieldbus.source")}
        value={draft.source}
        data={SOURCES.map((value) => ({ value, label: t(`fieldbus.sources.${value}`) }))}
        onChange={(source) => put({ source: source as Source })}
      />
      <Text size="xs" c="dimmed">
        {t(`fieldbus.sourceNote.${draft.source}`)}
      </Text>
      {draft.source === "known" && <KnownProduct draft={draft} put={put} />}
      {draft.source === "template" && <TemplateChoice draft={draft} put={put} />}
      {draft.source !== "known" && (
        <TextInput
          label={t("product.name")}
          value={draft.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
          maxLength={128}
          withAsterisk
        />
      )}
    </>
  );
}

function isReady(draft: ProductDraft, units: readonly number[]): boolean {
  const { source, productKey, templateId, name, deviceNames } = draft;
  const hasProduct =
    source === "known" ? productKey !== "" : name.trim() !== "" && (source === "new" || templateId !== "");
  const names = units.map((unit) => deviceNames[unit] ?? "");
  const areGood = names.every((one) => DEVICE_NAME_PATTERN.test(one)) && new Set(names).size === names.length;
  return hasProduct && areGood;
}

interface ProductStepProps {
  readonly linkId: number;
  readonly units: readonly number[];
  readonly onDone: (productKey: string) => void;
  readonly onBack: () => void;
}

interface NameFieldsProps {
  readonly draft: ProductDraft;
  readonly put: (change: Partial<ProductDraft>) => void;
  readonly units: readonly number[];
}

function NameFields({ draft, put, units }: NameFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <Text size="sm" fw={500}>
          {t("fieldbus.deviceNames")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("fieldbus.deviceNamesNote")}
        </Text>
      </div>
      {units.map((unit) => {
        const name = draft.deviceNames[unit] ?? "";
        return (
          <Group key={unit} gap="sm" wrap="nowrap" align="flex-start">
            <TextInput
              label={t("fieldbus.nameOfUnit", { unit })}
              value={name}
              onChange={(event) =>
                put({ deviceNames: { ...draft.deviceNames, [unit]: event.currentTarget.value } })
              }
              error={!DEVICE_NAME_PATTERN.test(name) && t("device.deviceNameBad")}
              spellCheck={false}
              className="grow"
            />
          </Group>
        );
      })}
    </>
  );
}

/** Where there is no product yet, templates come first. */
export function ProductStep(props: ProductStepProps) {
  const products = useQuery(queries.products({ limit: 1 }));
  if (products.isPending) return <Waiting />;
  return <ProductForm {...props} first={products.data?.items.length === 0 ? "template" : "known"} />;
}

function ProductForm({
  linkId,
  units,
  onDone,
  onBack,
  first,
}: ProductStepProps & { readonly first: Source }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<ProductDraft>({
    ...{ source: first, productKey: "", templateId: "", name: "" },
    deviceNames: Object.fromEntries(units.map((unit) => [unit, `link${linkId}-unit${unit}`])),
  });
  const put = (change: Partial<ProductDraft>) => setDraft((before) => ({ ...before, ...change }));
  const order = useMutation({
    mutationFn: commission,
    onSuccess: (productKey) => {
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      void queryClient.invalidateQueries({ queryKey: ["devices"] });
      refreshLinks();
      toastDone(t("fieldbus.polled", { count: units.length }));
      onDone(productKey);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady(draft, units)) order.mutate({ linkId, units, draft });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Suggestions
          linkId={linkId}
          units={units}
          onChoose={({ id, name }) => put({ source: "template", templateId: id, name })}
        />
        <ProductFields draft={draft} put={put} />
        <NameFields {...{ draft, put, units }} />
        <FormEnd
          error={order.error}
          isBusy={order.isPending}
          isReady={isReady(draft, units)}
          label={t("fieldbus.createDevices", { count: units.length })}
          onClose={onBack}
        />
      </Stack>
    </form>
  );
}

/** The way back to a step that is over. */
export function StepBack({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="subtle" size="compact-sm" onClick={onBack}>
      {t("fieldbus.back")}
    </Button>
  );
}
