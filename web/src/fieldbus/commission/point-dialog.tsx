// What was found becomes a point of a product's register map, with a property of its own where there is none.

import { Modal, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RegisterArea, RegisterMap, RegisterMapInput } from "../../../../src/spine/register-map.ts";
import { api } from "../../api.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { toastDone } from "../../base/toast.ts";
import { get } from "../../call.ts";
import { registerMapQuery, saveRegisterMap } from "../../products/registers/register-calls.ts";
import { queries, queryClient } from "../../queries.ts";
import type { Candidate } from "../contract.ts";
import { refreshLinks } from "../fieldbus-calls.ts";

interface Target {
  readonly productKey: string;
  readonly isNew: boolean;
  readonly identifier: string;
  readonly name: string;
  readonly unit: string;
}

const IDENTIFIER = /^[A-Za-z0-9_]{1,50}$/;

/** A whole number stays one where nothing makes a fraction of it. */
function typeOf({ type, scale }: Candidate): "long" | "double" {
  return type.startsWith("float") || !Number.isInteger(scale) ? "double" : "long";
}

async function addProperty({ productKey, identifier, name, unit }: Target, candidate: Candidate) {
  const { model, etag } = await api.model(productKey);
  if (model.properties.some((property) => property.identifier === identifier)) return;
  const dataType = { type: typeOf(candidate), ...(unit.trim() !== "" && { unit: unit.trim() }) };
  const property = { identifier, name: name.trim() || identifier, accessMode: "r", dataType };
  await api.saveModel(productKey, { ...model, properties: [...model.properties, property] }, etag);
  void queryClient.invalidateQueries({ queryKey: ["model", productKey] });
}

interface Applied {
  readonly target: Target;
  readonly candidate: Candidate;
  readonly area: RegisterArea;
}

/** The property first: a point without one is refused. */
async function apply({ target, candidate, area }: Applied): Promise<RegisterMap> {
  const { productKey, identifier, isNew } = target;
  if (isNew) await addProperty(target, candidate);
  const { address, type, order, registers, scale } = candidate;
  const map = await get<RegisterMap>(`/products/${encodeURIComponent(productKey)}/register-map`);
  const others = map.points.filter((point) => point.identifier !== identifier);
  const point = {
    ...{ identifier, area, address, type, scale },
    ...(order && { order }),
    ...(type === "bcd" && { registers }),
  };
  return saveRegisterMap(productKey, { ...map, points: [...others, point] } as RegisterMapInput);
}

interface PointDialogProps {
  readonly candidate: Candidate;
  readonly area: RegisterArea;
  /** Absent: it is chosen here. */
  readonly productKey?: string;
  readonly onClose: () => void;
}

function Form({ candidate, area, productKey: fixed, onClose }: PointDialogProps) {
  const { t } = useTranslation();
  const [target, setTarget] = useState<Target>({
    ...{ productKey: fixed ?? "", isNew: false, identifier: "", name: "", unit: "" },
  });
  const put = (change: Partial<Target>) => setTarget((before) => ({ ...before, ...change }));
  const { productKey, isNew, identifier } = target;
  const saving = useMutation({
    mutationFn: apply,
    onSuccess: (map) => {
      queryClient.setQueryData(registerMapQuery(productKey).queryKey, map);
      refreshLinks();
      toastDone(t("fieldbus.applied", { name: identifier }));
      onClose();
    },
  });
  const isReady = productKey !== "" && IDENTIFIER.test(identifier);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) saving.mutate({ target, candidate, area });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" className="mono">
          {t(`register.area.${area}`)} {candidate.address} · {candidate.type} {candidate.order ?? ""} · ×{" "}
          {candidate.scale}
        </Text>
        {fixed === undefined && <ProductChoice productKey={productKey} put={put} />}
        <SegmentedControl
          aria-label={t("register.property")}
          value={isNew ? "new" : "known"}
          data={[
            { value: "known", label: t("fieldbus.knownProperty") },
            { value: "new", label: t("fieldbus.newProperty") },
          ]}
          onChange={(which) => put({ isNew: which === "new", identifier: "" })}
        />
        {isNew ? <NewProperty target={target} put={put} /> : <KnownProperty target={target} put={put} />}
        <FormEnd
          error={saving.error}
          isBusy={saving.isPending}
          isReady={isReady}
          label={t("fieldbus.addPoint")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

function ProductChoice({ productKey, put }: { productKey: string; put: (change: Partial<Target>) => void }) {
  const { t } = useTranslation();
  const products = useQuery(queries.products({ limit: 200 }));
  return (
    <Select
      label={t("product.product")}
      value={productKey === "" ? null : productKey}
      data={(products.data?.items ?? []).map((one) => ({ value: one.productKey, label: one.name }))}
      onChange={(chosen) => put({ productKey: chosen ?? "", identifier: "" })}
      searchable
      withAsterisk
    />
  );
}

interface TargetProps {
  readonly target: Target;
  readonly put: (change: Partial<Target>) => void;
}

function KnownProperty({ target, put }: TargetProps) {
  const { t } = useTranslation();
  const model = useQuery({ ...queries.model(target.productKey), enabled: target.productKey !== "" });
  const map = useQuery({ ...registerMapQuery(target.productKey), enabled: target.productKey !== "" });
  const taken = new Set(map.data?.points.map(({ identifier }) => identifier));
  return (
    <Select
      label={t("register.property")}
      value={target.identifier === "" ? null : target.identifier}
      data={(model.data?.properties ?? []).map(({ identifier, name }) => ({
        value: identifier,
        label: `${name} (${identifier})${taken.has(identifier) ? ` · ${t("fieldbus.hasRegister")}` : ""}`,
      }))}
      onChange={(identifier) => put({ identifier: identifier ?? "" })}
      nothingFoundMessage={t("word.nothing")}
      searchable
      withAsterisk
    />
  );
}

function NewProperty({ target, put }: TargetProps) {
  const { t } = useTranslation();
  const isBad = target.identifier !== "" && !IDENTIFIER.test(target.identifier);
  return (
    <>
      <TextInput
        label={t("fieldbus.identifier")}
        description={t("fieldbus.identifierNote")}
        value={target.identifier}
        onChange={(event) => put({ identifier: event.currentTarget.value })}
        error={isBad && t("fieldbus.wrong")}
        spellCheck={false}
        autoCapitalize="none"
        withAsterisk
      />
      <TextInput
        label={t("fieldbus.propertyName")}
        value={target.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("fieldbus.propertyUnit")}
        placeholder="°C"
        value={target.unit}
        onChange={(event) => put({ unit: event.currentTarget.value })}
      />
    </>
  );
}

export function PointDialog({
  candidate,
  ...props
}: Omit<PointDialogProps, "candidate"> & {
  readonly candidate: Candidate | undefined;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={candidate !== undefined}
      onClose={props.onClose}
      title={t("fieldbus.applyTitle")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {candidate && <Form candidate={candidate} {...props} />}
    </Modal>
  );
}
