// Where a device stands: in the tree of groups, on the map, in words.

import { Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ClipboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../../base/copy.tsx";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay, useReach } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Device } from "../../contract.ts";
import { deviceCalls, type PlaceChange } from "../device-calls.ts";
import { GroupSelect } from "../groups/group-select.tsx";
import { refreshGroups } from "../groups/use-groups.ts";
import { coordinatesText, geoHref, parseCoordinates, parseDegrees } from "./coordinates.ts";

const degreesText = (degrees: number | null | undefined) =>
  typeof degrees === "number" ? String(degrees) : "";

/** Coordinates as text and as a link that an installed map opens, also without the internet. */
export function CoordinatesLine({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { latitude, longitude } = device;
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  const text = coordinatesText(latitude, longitude);
  return (
    <Group gap={6}>
      <Text span size="sm" className="tabular">
        {text}
      </Text>
      <CopyIcon text={text} label={t("place.coordinates")} />
      <Anchor size="sm" href={geoHref({ latitude, longitude })}>
        <IconMapPin size={14} aria-hidden="true" /> {t("place.open")}
      </Anchor>
    </Group>
  );
}

interface Draft {
  readonly groupId: number | null;
  readonly place: string;
  readonly latitude: string;
  readonly longitude: string;
}

const draftOf = (device: Device): Draft => ({
  ...{ groupId: device.groupId ?? null, place: device.place ?? "" },
  ...{ latitude: degreesText(device.latitude), longitude: degreesText(device.longitude) },
});

function errorsOf({ latitude, longitude }: Draft) {
  const isBad = (text: string, most: number) => text.trim() !== "" && parseDegrees(text, most) === undefined;
  return {
    isLatitudeBad: isBad(latitude, 90),
    isLongitudeBad: isBad(longitude, 180),
    isHalf: (latitude.trim() === "") !== (longitude.trim() === ""),
  };
}

function changeOf(draft: Draft): PlaceChange {
  return {
    ...{ groupId: draft.groupId, place: draft.place.trim() },
    latitude: parseDegrees(draft.latitude, 90) ?? null,
    longitude: parseDegrees(draft.longitude, 180) ?? null,
  };
}

interface PointProps {
  readonly draft: Draft;
  readonly put: (change: Partial<Draft>) => void;
  readonly isDisabled: boolean;
}

function PointFields({ draft, put, isDisabled }: PointProps) {
  const { t } = useTranslation();
  const { isLatitudeBad, isLongitudeBad, isHalf } = errorsOf(draft);
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const both = parseCoordinates(event.clipboardData.getData("text"));
    if (both === undefined) return;
    event.preventDefault();
    put({ latitude: String(both.latitude), longitude: String(both.longitude) });
  };
  return (
    <Stack gap={4}>
      <Group gap="sm" align="start" grow>
        <TextInput
          label={t("place.latitude")}
          description={t("place.latitudeNote")}
          value={draft.latitude}
          onChange={(event) => put({ latitude: event.currentTarget.value })}
          onPaste={onPaste}
          error={isLatitudeBad ? t("place.bad") : undefined}
          inputMode="decimal"
          disabled={isDisabled}
        />
        <TextInput
          label={t("place.longitude")}
          description={t("place.longitudeNote")}
          value={draft.longitude}
          onChange={(event) => put({ longitude: event.currentTarget.value })}
          onPaste={onPaste}
          error={isLongitudeBad ? t("place.bad") : undefined}
          inputMode="decimal"
          disabled={isDisabled}
        />
      </Group>
      <Text size="xs" c={isHalf ? "var(--bad)" : "dimmed"} {...(isHalf && { role: "alert" })}>
        {isHalf ? t("place.both") : t("place.paste")}
      </Text>
    </Stack>
  );
}

export function PlacePanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const mayWrite = useMay("devices", "manage");
  const { hasUngrouped } = useReach();
  const before = draftOf(device);
  const [draft, setDraft] = useState(before);
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before);
  const isWrong = Object.values(errorsOf(draft)).some(Boolean);
  const save = useMutation({
    mutationFn: () => deviceCalls.settle(device, changeOf(draft)),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return refreshGroups();
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Panel title={t("place.title")} note={t("place.note")}>
      <LeaveGuard {...{ isDirty, save }} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm" maw={560}>
          <GroupSelect
            label={t("place.group")}
            description={t("place.groupNote")}
            noneLabel={hasUngrouped || device.groupId === null ? t("group.none") : undefined}
            value={draft.groupId}
            onChange={(groupId) => put({ groupId })}
            isDisabled={!mayWrite}
          />
          <TextInput
            label={t("place.words")}
            description={t("place.wordsNote")}
            value={draft.place}
            onChange={(event) => put({ place: event.currentTarget.value })}
            maxLength={256}
            disabled={!mayWrite}
          />
          <PointFields draft={draft} put={put} isDisabled={!mayWrite} />
          <CoordinatesLine device={device} />
          {mayWrite && (
            <div>
              <Button type="submit" disabled={!isDirty || isWrong} loading={save.isPending}>
                {t("word.save")}
              </Button>
            </div>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
