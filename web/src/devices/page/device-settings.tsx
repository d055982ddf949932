// A device's name for people, whether it may connect, and its end.

import { Button, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api, type DeviceChange } from "../../api.ts";
import { ActionRow, EnablingRow, RemovalRow } from "../../base/form/danger-rows.tsx";
import { toastUndo } from "../../base/notice/toast-undo.tsx";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Device } from "../../contract.ts";
import { ONE_FIELD } from "../../edit/edit.ts";
import { Held } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import { refreshGroups } from "../groups/use-groups.ts";
import { restoreByName } from "../trash/restore.ts";
import { DeviceTags } from "./device-tags.tsx";
import { PlacePanel } from "./place-panel.tsx";

function useDeviceChange(device: Device, basis: Device | typeof ONE_FIELD) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (change: DeviceChange) => api.updateDevice(device, change, basis),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["devices"] });
    },
    onError: (error) => toastProblem(error, t),
  });
}

function Naming({ device }: { device: Device }) {
  const { t } = useTranslation();
  const mayRename = useMay("devices", "manage");
  const [name, setName] = useState(device.name ?? "");
  const [notes, setNotes] = useState(device.notes ?? "");
  const update = useDeviceChange(device, device);
  const change: DeviceChange = {
    ...(name.trim() !== (device.name ?? "") && { name: name.trim() }),
    ...(notes !== (device.notes ?? "") && { notes }),
  };
  const isDirty = Object.keys(change).length > 0;
  return (
    <Panel title={t("device.naming")}>
      <LeaveGuard isDirty={isDirty} save={update} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate(change);
        }}
      >
        <Stack gap="sm" maw={560}>
          <TextInput
            label={t("device.nickname")}
            description={t("device.nicknameNote")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            disabled={!mayRename}
            maxLength={128}
          />
          <Textarea
            label={t("device.notes")}
            description={t("device.notesNote")}
            value={notes}
            onChange={(event) => setNotes(event.currentTarget.value)}
            autosize
            minRows={3}
            maxLength={4000}
          />
          <Text size="xs" c="dimmed">
            {t("word.created")}: {formatTime(device.createdAt)}
            {device.activatedAt !== null && ` · ${t("device.activated")}: ${formatTime(device.activatedAt)}`}
          </Text>
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

function Enabling({ device }: { device: Device }) {
  const { t } = useTranslation();
  const update = useDeviceChange(device, ONE_FIELD);
  return (
    <EnablingRow
      isEnabled={device.isEnabled}
      isBusy={update.isPending}
      enableTitle={t("device.enableTitle")}
      disableTitle={t("device.disableTitle")}
      text={t("device.disableText")}
      onFlip={() => update.mutate({ isEnabled: !device.isEnabled })}
    />
  );
}

/** Of a device that was online before: it may fetch its secret once more. */
function Reopening({ device }: { device: Device }) {
  const { t } = useTranslation();
  const reopen = useMutation({
    mutationFn: () => api.reopenRegistration(device),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["devices"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <ActionRow
      title={t("device.reopenTitle")}
      text={t("device.reopenText")}
      label={t("device.reopen")}
      isBusy={reopen.isPending}
      onRun={() => reopen.mutate()}
    />
  );
}

function Removal({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.removeDevice(device),
    onSuccess: () => {
      toastUndo(t("timeline.deleted", { name: device.deviceName }), () => {
        restoreByName([`${device.productKey}/${device.deviceName}`])
          .then((total) => {
            toastDone(t("trash.restored", { total }));
            return refreshGroups();
          })
          .catch((error) => toastProblem(error, t));
      });
      navigate("/devices", { replace: true });
      return queryClient.invalidateQueries({ queryKey: ["devices", "list"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <RemovalRow
      title={t("device.deleteTitle")}
      text={t("device.deleteText")}
      typed={device.deviceName}
      isBusy={remove.isPending}
      isAsking={isAsking}
      onAsk={setIsAsking}
      onRemove={() => remove.mutate()}
    />
  );
}

export function DeviceSettings({ device }: { device: Device }) {
  const { t } = useTranslation();
  const mayWrite = useMay("devices", "manage");
  return (
    <Stack gap="md">
      <Held value={device}>{(held, edition) => <Naming key={edition} device={held} />}</Held>
      <Held value={device}>{(held, edition) => <PlacePanel key={edition} device={held} />}</Held>
      <DeviceTags device={device} />
      <Panel title={t("word.danger")}>
        <Stack gap="lg">
          <Enabling device={device} />
          {mayWrite && device.activatedAt !== null && <Reopening device={device} />}
          {mayWrite && <Removal device={device} />}
        </Stack>
      </Panel>
    </Stack>
  );
}
