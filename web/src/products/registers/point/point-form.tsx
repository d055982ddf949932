// Editing one point of a register map.

import { Drawer, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThingModel } from "../../../../../src/spine/model.ts";
import { findMisfits } from "../../../../../src/spine/register-fit.ts";
import type { RegisterMap, RegisterPoint } from "../../../../../src/spine/register-map.ts";
import { FormEnd } from "../../../base/form/form-end.tsx";
import { Notice } from "../../../base/notice/notice.tsx";
import {
  draftPoint,
  isBitArea,
  type PointDraft,
  type PointProblem,
  readPoint,
  withPoint,
} from "./point-draft.ts";
import { PlaceFields, problemText, TypeFields, ValueFields } from "./point-fields.tsx";
import { FurtherFields } from "./point-further.tsx";

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
        <FurtherFields draft={draft} put={put} />
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
