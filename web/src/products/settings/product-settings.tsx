// What a product is called, how its devices connect, what becomes of their data, and its life and end.

import { Button, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api } from "../../api.ts";
import { EnablingRow, RemovalRow } from "../../base/form/danger-rows.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { serverNow } from "../../call.ts";
import type { Product } from "../../contract.ts";
import { ONE_FIELD } from "../../edit/edit.ts";
import { Held } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import { type ProductChange, productCalls } from "../product-calls.ts";
import {
  ChildProductChoice,
  DataModeChoice,
  DialectChoice,
  NodeTypeChoice,
  RegistrationChoice,
  RegistrationEnd,
} from "./connection-choices.tsx";
import { readDays } from "./retention-days.ts";
import { RetentionField } from "./retention-field.tsx";
import { SecretPanel } from "./secret-panel.tsx";
import { OfflineRuleFields, useOfflineRule } from "./silence-fields.tsx";
import { StatusPanel } from "./status-panel.tsx";
import { ValidationChoice } from "./validation-choice.tsx";

function useProductChange({ productKey }: Product, basis: Product | typeof ONE_FIELD) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (change: ProductChange) => productCalls.update(productKey, change, basis),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["products"] });
    },
    onError: (error) => toastProblem(error, t),
  });
}

interface SettingsFormProps {
  readonly product: Product;
  readonly title: string;
  readonly note?: string;
  /** What the form says now; a key that is undefined cannot be saved. */
  readonly change: { readonly [K in keyof ProductChange]: ProductChange[K] | undefined };
  readonly children: ReactNode;
}

/** A panel of settings with a button that is there when something differs and all of it can be. */
function SettingsForm({ product, title, note, change, children }: SettingsFormProps) {
  const { t } = useTranslation();
  const update = useProductChange(product, product);
  const isWhole = Object.values(change).every((value) => value !== undefined);
  const isDirty = Object.entries(change).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(product, name)),
  );
  return (
    <Panel title={title} note={note}>
      <LeaveGuard isDirty={isDirty} save={update} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) update.mutate(change as ProductChange);
        }}
      >
        <Stack gap="md" maw={560}>
          {children}
          <div>
            <Button type="submit" disabled={!isDirty || !isWhole} loading={update.isPending}>
              {t("word.save")}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}

function Details({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [name, setName] = useState(product.name);
  const [description, setDescription] = useState(product.description ?? "");
  const change = { name: name.trim() === "" ? undefined : name.trim(), description: description.trim() };
  return (
    <SettingsForm product={product} title={t("product.details")} change={change}>
      <TextInput
        label={t("product.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={128}
      />
      <Textarea
        label={t("product.description")}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={1000}
      />
    </SettingsForm>
  );
}

function Reports({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [dataMode, setDataMode] = useState(product.dataMode);
  const [validation, setValidation] = useState(product.validation);
  const [days, setDays] = useState(String(product.retentionDays ?? ""));
  const change = { dataMode, validation, retentionDays: readDays(days) };
  return (
    <SettingsForm product={product} title={t("life.reports")} change={change}>
      <DataModeChoice value={dataMode} onChange={setDataMode} />
      <ValidationChoice value={validation} onChange={setValidation} />
      <RetentionField value={days} note={t("product.retentionNote")} onChange={setDays} />
    </SettingsForm>
  );
}

function Connection({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [nodeType, setNodeType] = useState(product.nodeType);
  const [dialects, setDialects] = useState(product.dialects);
  const [registration, setRegistration] = useState(product.registration);
  const [registrationUntil, setRegistrationUntil] = useState(product.registrationUntil);
  const [childProductKey, setChildProductKey] = useState(product.childProductKey);
  const isOver =
    product.registration !== "off" &&
    product.registrationUntil !== null &&
    product.registrationUntil <= serverNow();
  return (
    <SettingsForm
      product={product}
      title={t("product.connection")}
      change={{ nodeType, dialects, registration, registrationUntil, childProductKey }}
    >
      <NodeTypeChoice value={nodeType} onChange={setNodeType} isFixed={product.status === "published"} />
      {nodeType === "gateway" && <ChildProductChoice value={childProductKey} onChange={setChildProductKey} />}
      <DialectChoice value={dialects} onChange={setDialects} />
      <RegistrationChoice value={registration} onChange={setRegistration} />
      {registration !== "off" && (
        <RegistrationEnd value={registrationUntil} onChange={setRegistrationUntil} />
      )}
      {isOver && <Notice tone="warn">{t("life.registrationOver")}</Notice>}
    </SettingsForm>
  );
}

function Presence({ product }: { product: Product }) {
  const { t } = useTranslation();
  const edited = useOfflineRule(product.offlineRule);
  return (
    <SettingsForm
      product={product}
      title={t("life.presence")}
      note={t("life.presenceNote")}
      change={{ offlineRule: edited.rule }}
    >
      <OfflineRuleFields edited={edited} />
    </SettingsForm>
  );
}

function Enabling({ product }: { product: Product }) {
  const { t } = useTranslation();
  const update = useProductChange(product, ONE_FIELD);
  return (
    <EnablingRow
      isEnabled={product.isEnabled}
      isBusy={update.isPending}
      enableTitle={t("product.enableTitle")}
      disableTitle={t("product.disableTitle")}
      text={t("product.disableText")}
      onFlip={() => update.mutate({ isEnabled: !product.isEnabled })}
    />
  );
}

function Removal({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.removeProduct(product.productKey),
    onSuccess: () => {
      toastDone(t("product.deleted", { name: product.name }));
      navigate("/products", { replace: true });
      return queryClient.invalidateQueries({ queryKey: ["products", "list"] });
    },
    onError: (error) => {
      setIsAsking(false);
      toastProblem(error, t);
    },
  });
  return (
    <RemovalRow
      title={t("product.deleteTitle")}
      text={product.status === "published" ? t("life.deleteLocked") : t("product.deleteText")}
      typed={product.productKey}
      isBusy={remove.isPending}
      isAsking={isAsking}
      onAsk={setIsAsking}
      onRemove={() => remove.mutate()}
    />
  );
}

const FORMS = Object.entries({
  details: Details,
  connection: Connection,
  reports: Reports,
  presence: Presence,
});

export function ProductSettings({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      {FORMS.map(([name, Form]) => (
        <Held key={name} value={product}>
          {(held, edition) => <Form key={edition} product={held} />}
        </Held>
      ))}
      <SecretPanel productKey={product.productKey} />
      <StatusPanel product={product} />
      <Panel title={t("word.danger")}>
        <Stack gap="lg">
          <Enabling product={product} />
          <Removal product={product} />
        </Stack>
      </Panel>
    </Stack>
  );
}
