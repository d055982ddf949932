// Editing one point of a register map.

import { Drawer, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThingModel } from "../../../../../src/spine/model.ts";
import { findMisfits } from "../../../../../src/spine/register-fit.ts";
import type { RegisterMap, RegisterPoint } from "../../../../../src/spine/register-map.ts";
import { FormEnd } from "../../../base/form/form-end.tsx";
import { Notice } from "../../../base/notice/notice.tsx";
import { type MapChange, pointChange } from "../register-calls.ts";
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

const pointIn = ({ points }: RegisterMap, identifier: string | undefined) =>
  points.find((one) => one.identifier === identifier);

interface PointFormProps {
  readonly map: RegisterMap;
  readonly model: ThingModel;
  /** Undefined: a new one. */
  readonly point: RegisterPoint | undefined;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSave: (change: MapChange) => void;
  readonly onClose: () => void;
}

function Form({ map, model, point: opened, isBusy, error, onSave, onClose }: PointFormProps) {
  const { t } = useTranslation();
  // As it is in this version of the map, which is another's where somebody chose that.
  const point = pointIn(map, opened?.identifier);
  const [draft, setDraft] = useState(() => draftPoint(point));
  const [problems, setProblems] = useState<readonly PointProblem[]>([]);
  const put = (change: Partial<PointDraft>) => setDraft((before) => ({ ...before, ...change }));
  const used = new Set(map.points.filter((one) => one !== point).map((one) => one.identifier));
  const free = model.properties.filter(({ identifier }) => !used.has(identifier));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readPoint(draft, point);
    const tried = withPoint(map, point, read);
    const misfit =
      tried.map && findMisfits(tried.map, model).find((one) => one.identifier === draft.identifier);
    const found = misfit ? [{ field: undefined, message: misfit.message }] : tried.problems;
    setProblems(found);
    const made = tried.map;
    if (made === undefined || found.length > 0) return;
    const identifiers = [draft.identifier, ...(point ? [point.identifier] : [])];
    onSave(
      pointChange((now) => withPoint(now, pointIn(now, point?.identifier), read).map ?? made, identifiers),
    );
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
