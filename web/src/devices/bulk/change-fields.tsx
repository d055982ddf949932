// What a change to many devices needs to know: a group, tags, keys of tags, fields.

import { Checkbox, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useReach } from "../../base/role.ts";
import type { BulkChange } from "../device-calls.ts";
import { GroupSelect } from "../groups/group-select.tsx";
import { type Coordinates, parseCoordinates } from "../page/coordinates.ts";
import { parseTags } from "./tag-text.ts";
import type { BulkQuestion } from "./use-bulk.ts";

interface FieldsProps {
  /** Undefined while something is missing or wrong. */
  readonly onChange: (change: BulkChange | undefined) => void;
}

function MoveField({ onChange }: FieldsProps) {
  const { t } = useTranslation();
  const { hasUngrouped } = useReach();
  const [groupId, setGroupId] = useState<number | null>();
  return (
    <GroupSelect
      label={t("fleet.group")}
      noneLabel={hasUngrouped ? t("group.none") : undefined}
      value={groupId}
      onChange={(id) => {
        setGroupId(id);
        onChange({ action: "move", groupId: id });
      }}
    />
  );
}

function TagField({ onChange }: FieldsProps) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState<string[]>([]);
  const isBad = parseTags(texts) === undefined;
  return (
    <TagsInput
      label={t("bulk.tags")}
      description={t("bulk.tagsNote")}
      value={texts}
      onChange={(next) => {
        setTexts(next);
        const tags = parseTags(next);
        onChange(next.length === 0 || tags === undefined ? undefined : { action: "tag", tags });
      }}
      error={isBad ? t("bulk.tagBad") : undefined}
      maxTags={20}
      data-autofocus
    />
  );
}

function UntagField({ question: { selection }, onChange }: FieldsProps & { question: BulkQuestion }) {
  const { t } = useTranslation();
  const known =
    selection.kind === "rows"
      ? [...new Set(selection.rows.flatMap((row) => Object.keys(row.tags ?? {})))].sort()
      : [];
  return (
    <TagsInput
      label={t("bulk.keys")}
      description={t("bulk.keysNote")}
      data={known}
      onChange={(tagKeys) => onChange(tagKeys.length === 0 ? undefined : { action: "untag", tagKeys })}
      data-autofocus
    />
  );
}

function Ticked(props: {
  label: string;
  isOn: boolean;
  onFlip: (isOn: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Stack gap={6}>
      <Checkbox
        label={props.label}
        checked={props.isOn}
        onChange={(event) => props.onFlip(event.currentTarget.checked)}
      />
      {props.isOn && props.children}
    </Stack>
  );
}

interface Edited {
  readonly place?: string;
  readonly notes?: string;
  /** As typed. */
  readonly coordinates?: string;
}

function changeOf({ place, notes, coordinates }: Edited): BulkChange | undefined {
  const isNone = coordinates?.trim() === "";
  const found = coordinates === undefined ? undefined : parseCoordinates(coordinates);
  if (coordinates !== undefined && !isNone && found === undefined) return undefined;
  const none = { latitude: null, longitude: null };
  const point: Coordinates | typeof none | undefined = isNone ? none : found;
  const fields = { ...(place !== undefined && { place }), ...(notes !== undefined && { notes }), ...point };
  return Object.keys(fields).length === 0 ? undefined : { action: "edit", fields };
}

function EditFields({ onChange }: FieldsProps) {
  const { t } = useTranslation();
  const mayPlace = useMay("devices", "manage");
  const [edited, setEdited] = useState<Edited>({});
  const put = (next: Edited) => {
    setEdited(next);
    onChange(changeOf(next));
  };
  const flip = (name: keyof Edited) => (isOn: boolean) => {
    const { [name]: _, ...rest } = edited;
    put(isOn ? { ...rest, [name]: "" } : rest);
  };
  const { place, notes, coordinates } = edited;
  const isBad = Boolean(coordinates?.trim()) && parseCoordinates(coordinates ?? "") === undefined;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("bulk.editNote")}
      </Text>
      <Ticked label={t("bulk.changeNotes")} isOn={notes !== undefined} onFlip={flip("notes")}>
        <Textarea
          aria-label={t("bulk.changeNotes")}
          value={notes ?? ""}
          onChange={(event) => put({ ...edited, notes: event.currentTarget.value })}
          maxLength={4000}
          minRows={2}
          autosize
        />
      </Ticked>
      {mayPlace && (
        <>
          <Ticked label={t("bulk.changePlace")} isOn={place !== undefined} onFlip={flip("place")}>
            <TextInput
              aria-label={t("bulk.changePlace")}
              value={place ?? ""}
              onChange={(event) => put({ ...edited, place: event.currentTarget.value })}
              maxLength={256}
            />
          </Ticked>
          <Ticked
            label={t("bulk.changeCoordinates")}
            isOn={coordinates !== undefined}
            onFlip={flip("coordinates")}
          >
            <TextInput
              aria-label={t("bulk.changeCoordinates")}
              placeholder="31.2304, 121.4737"
              value={coordinates ?? ""}
              onChange={(event) => put({ ...edited, coordinates: event.currentTarget.value })}
              error={isBad ? t("place.bad") : undefined}
            />
          </Ticked>
        </>
      )}
    </Stack>
  );
}

export function ChangeFields(props: FieldsProps & { readonly question: BulkQuestion }) {
  switch (props.question.action) {
    case "move":
      return <MoveField {...props} />;
    case "tag":
      return <TagField {...props} />;
    case "untag":
      return <UntagField {...props} />;
    default:
      return <EditFields {...props} />;
  }
}
