// What was found becomes a point of a product's register map: its place and type as found, to be put right here.

import { Drawer, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { EMPTY_REGISTER_MAP, type RegisterArea } from "../../../../src/spine/register-map.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { toastDone } from "../../base/toast.ts";
import { ProductSelect } from "../../products/product-select.tsx";
import {
  isBitArea,
  type PointDraft,
  type PointProblem,
  readPoint,
  withPoint,
} from "../../products/registers/point/point-draft.ts";
import {
  PlaceFields,
  problemText,
  TypeFields,
  ValueFields,
} from "../../products/registers/point/point-fields.tsx";
import { FurtherFields } from "../../products/registers/point/point-further.tsx";
import { registerMapQuery } from "../../products/registers/register-calls.ts";
import { queries, queryClient } from "../../queries.ts";
import { refreshLinks } from "../fieldbus-calls.ts";
import { type Place, type PointTarget, savePoint, targetOf } from "./point-target.ts";

const IDENTIFIER = /^[A-Za-z0-9_]{1,50}$/;

interface PointDialogProps {
  readonly place: Place;
  readonly area: RegisterArea;
  /** Absent: it is chosen here. */
  readonly productKey?: string;
  readonly onClose: () => void;
}

interface TargetProps {
  readonly target: PointTarget;
  readonly put: (change: Partial<PointTarget>) => void;
}

function useSaving(onClose: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: savePoint,
    onSuccess: (map, { productKey, point, name }) => {
      queryClient.setQueryData(registerMapQuery(productKey).queryKey, map);
      refreshLinks();
      const isPolled = point.group !== "" && point.access !== "w";
      const shown = name.trim() || point.identifier;
      toastDone(t(isPolled ? "fieldbus.applied" : "fieldbus.appliedUnpolled", { name: shown }));
      onClose();
    },
  });
}

function Form({ place, area, productKey: fixed, onClose }: PointDialogProps) {
  const { t } = useTranslation();
  const [target, setTarget] = useState(() => targetOf(place, area, fixed ?? ""));
  const [problems, setProblems] = useState<readonly PointProblem[]>([]);
  const { productKey, isNew, point } = target;
  const put = (change: Partial<PointTarget>) => setTarget((before) => ({ ...before, ...change }));
  const putPoint = (change: Partial<PointDraft>) =>
    setTarget((before) => ({ ...before, point: { ...before.point, ...change } }));
  const map = useQuery({ ...registerMapQuery(productKey), enabled: productKey !== "" }).data;
  const saving = useSaving(onClose);
  const isReady = productKey !== "" && IDENTIFIER.test(point.identifier) && point.address.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const found = withPoint(EMPTY_REGISTER_MAP, undefined, { ...readPoint(point, undefined), group: null });
    setProblems(found.problems);
    if (found.map) saving.mutate(target);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {fixed === undefined && (
          <ProductSelect
            label={t("product.product")}
            value={productKey === "" ? null : productKey}
            onChange={(chosen) => put({ productKey: chosen ?? "" })}
            withAsterisk
          />
        )}
        <SegmentedControl
          aria-label={t("register.property")}
          value={isNew ? "new" : "known"}
          data={[
            { value: "new", label: t("fieldbus.newProperty") },
            { value: "known", label: t("fieldbus.knownProperty") },
          ]}
          onChange={(which) => put({ isNew: which === "new", point: { ...point, identifier: "" } })}
        />
        {isNew ? <NewProperty target={target} put={put} /> : <KnownProperty target={target} put={put} />}
        <PlaceFields draft={point} put={putPoint} />
        {!isBitArea(point.area) && <TypeFields draft={point} put={putPoint} />}
        <ValueFields
          draft={point}
          put={putPoint}
          groups={(map ?? EMPTY_REGISTER_MAP).groups.map(({ name }) => name)}
        />
        <FurtherFields draft={point} put={putPoint} />
        {problems.length > 0 && (
          <Notice tone="bad" isUrgent>
            {[...new Set(problems.map((one) => problemText(one, t)))].join("; ")}
          </Notice>
        )}
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

function KnownProperty({ target, put }: TargetProps) {
  const { t } = useTranslation();
  const { productKey, point } = target;
  const model = useQuery({ ...queries.model(productKey), enabled: productKey !== "" });
  const map = useQuery({ ...registerMapQuery(productKey), enabled: productKey !== "" });
  const taken = new Set(map.data?.points.map(({ identifier }) => identifier));
  return (
    <Select
      label={t("register.property")}
      value={point.identifier === "" ? null : point.identifier}
      data={(model.data?.properties ?? []).map(({ identifier, name }) => ({
        value: identifier,
        label: `${name} (${identifier})${taken.has(identifier) ? ` · ${t("fieldbus.hasRegister")}` : ""}`,
      }))}
      onChange={(identifier) => put({ point: { ...point, identifier: identifier ?? "" } })}
      nothingFoundMessage={t("word.nothing")}
      searchable
      withAsterisk
    />
  );
}

function NewProperty({ target, put }: TargetProps) {
  const { t } = useTranslation();
  const { point, name, unit } = target;
  const isBad = point.identifier !== "" && !IDENTIFIER.test(point.identifier);
  return (
    <>
      <TextInput
        label={t("fieldbus.identifier")}
        description={t("fieldbus.identifierNote")}
        value={point.identifier}
        onChange={(event) => put({ point: { ...point, identifier: event.currentTarget.value } })}
        error={isBad && t("fieldbus.wrong")}
        spellCheck={false}
        autoCapitalize="none"
        withAsterisk
      />
      <TextInput
        label={t("fieldbus.propertyName")}
        value={name}
        onChange={(event) => put({ name: event.currentTarget.value })}
      />
      {!isBitArea(point.area) && (
        <TextInput
          label={t("fieldbus.propertyUnit")}
          placeholder="°C"
          value={unit}
          onChange={(event) => put({ unit: event.currentTarget.value })}
        />
      )}
    </>
  );
}

export function PointDialog({
  place,
  ...props
}: Omit<PointDialogProps, "place"> & { readonly place: Place | undefined }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={place !== undefined}
      onClose={props.onClose}
      position="right"
      size="md"
      title={t("fieldbus.applyTitle")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {place && <Form place={place} {...props} />}
    </Drawer>
  );
}
