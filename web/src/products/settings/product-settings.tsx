// What a product is called, how strict it is, its secret, and its end.

import { Button, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api } from "../../api.ts";
import { CopyField } from "../../base/copy.tsx";
import { EnablingRow, RemovalRow } from "../../base/danger-rows.tsx";
import { LeaveGuard } from "../../base/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Product } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { ChildProductChoice, NodeTypeChoice, RegistrationChoice } from "./connection-choices.tsx";
import { readDays } from "./retention-days.ts";
import { RetentionField } from "./retention-field.tsx";
import { ValidationChoice } from "./validation-choice.tsx";

type Change = Parameters<typeof api.updateProduct>[1];

function useProductChange(productKey: string) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (change: Change) => api.updateProduct(productKey, change),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["products"] });
    },
    onError: (error) => toastProblem(error, t),
  });
}

function Details({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [name, setName] = useState(product.name);
  const [description, setDescription] = useState(product.description ?? "");
  const [validation, setValidation] = useState(product.validation);
  const [days, setDays] = useState(String(product.retentionDays ?? ""));
  const retentionDays = readDays(days);
  const update = useProductChange(product.productKey);
  const isDirty =
    name !== product.name ||
    description !== (product.description ?? "") ||
    validation !== product.validation ||
    retentionDays !== product.retentionDays;
  return (
    <Panel title={t("product.details")}>
      <LeaveGuard isDirty={isDirty && !update.isPending} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (retentionDays === undefined) return;
          update.mutate({ name: name.trim(), description: description.trim(), validation, retentionDays });
        }}
      >
        <Stack gap="md" maw={560}>
          <TextInput
            label={t("product.name")}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            maxLength={128}
          />
          <Textarea
            label={t("product.description")}
            value={description}
            onChange={(e) => setDescription(e.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={1000}
          />
          <ValidationChoice value={validation} onChange={setValidation} />
          <RetentionField value={days} note={t("product.retentionNote")} onChange={setDays} />
          <div>
            <Button
              type="submit"
              disabled={!isDirty || name.trim() === "" || retentionDays === undefined}
              loading={update.isPending}
            >
              {t("word.save")}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}

function Connection({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [nodeType, setNodeType] = useState(product.nodeType);
  const [registration, setRegistration] = useState(product.registration);
  const [childProductKey, setChildProductKey] = useState(product.childProductKey);
  const update = useProductChange(product.productKey);
  const isDirty =
    nodeType !== product.nodeType ||
    registration !== product.registration ||
    childProductKey !== product.childProductKey;
  return (
    <Panel title={t("product.connection")}>
      <LeaveGuard isDirty={isDirty && !update.isPending} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ nodeType, registration, childProductKey });
        }}
      >
        <Stack gap="md" maw={560}>
          <NodeTypeChoice value={nodeType} onChange={setNodeType} />
          {nodeType === "gateway" && (
            <ChildProductChoice value={childProductKey} onChange={setChildProductKey} />
          )}
          <RegistrationChoice value={registration} onChange={setRegistration} />
          <div>
            <Button type="submit" disabled={!isDirty} loading={update.isPending}>
              {t("word.save")}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}

function Secret({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const reveal = useMutation({
    mutationFn: () => api.productSecret(productKey),
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Panel title={t("product.secret")} note={t("product.secretNote")}>
      {reveal.data ? (
        <CopyField label={t("product.secret")} value={reveal.data.productSecret} />
      ) : (
        <Button variant="default" loading={reveal.isPending} onClick={() => reveal.mutate()}>
          {t("product.reveal")}
        </Button>
      )}
    </Panel>
  );
}

function Enabling({ product }: { product: Product }) {
  const { t } = useTranslation();
  const update = useProductChange(product.productKey);
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
      text={t("product.deleteText")}
      typed={product.productKey}
      isBusy={remove.isPending}
      isAsking={isAsking}
      onAsk={setIsAsking}
      onRemove={() => remove.mutate()}
    />
  );
}

export function ProductSettings({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Details key={product.updatedAt} product={product} />
      <Connection key={`connection ${product.updatedAt}`} product={product} />
      <Secret productKey={product.productKey} />
      <Panel title={t("word.danger")}>
        <Stack gap="lg">
          <Enabling product={product} />
          <Removal product={product} />
        </Stack>
      </Panel>
    </Stack>
  );
}
