// Making, changing and deleting a group.

import { Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../base/confirm.tsx";
import { FormEnd } from "../../base/form/form-end.tsx";
import { formatCount } from "../../base/quantity.ts";
import { useReach } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { EditOf } from "../../edit/held.tsx";
import { type DeviceGroup, GROUP_KINDS, type GroupKind, groupCalls, groupPath } from "../device-calls.ts";
import { GroupSelect } from "./group-select.tsx";
import { subtreeOf } from "./tree.ts";
import { refreshGroups } from "./use-groups.ts";

/** What is being made or changed: a new group below `parent` (null: at the top), or `group`. */
export type GroupTask =
  | { readonly kind: "new"; readonly parent: DeviceGroup | null }
  | { readonly kind: "edit"; readonly group: Omit<DeviceGroup, "counts"> };

/** What most often stands in what. */
const KIND_BELOW: Readonly<Record<GroupKind, GroupKind>> = {
  site: "line",
  line: "machine",
  machine: "other",
  other: "other",
};

function draftOf(task: GroupTask) {
  if (task.kind === "edit") {
    const { name, kind, parentId, notes } = task.group;
    return { name, kind, parentId, notes };
  }
  const { parent } = task;
  const kind: GroupKind = parent === null ? "site" : KIND_BELOW[parent.kind];
  return { name: "", kind, parentId: parent?.id ?? null, notes: "" };
}

function submit(event: FormEvent, save: () => void): void {
  event.preventDefault();
  save();
}

function GroupForm({ task, onClose }: { task: GroupTask; onClose: () => void }) {
  const { t } = useTranslation();
  const kindId = useId();
  const [draft, setDraft] = useState(draftOf(task));
  const { isAll } = useReach();
  const name = draft.name.trim();
  const save = useMutation({
    mutationFn: () =>
      task.kind === "edit"
        ? groupCalls.update(task.group, { ...draft, name })
        : groupCalls.create({ ...draft, name }),
    onSuccess: () => {
      toastDone(task.kind === "edit" ? t("word.saved") : t("group.created", { name }));
      onClose();
      return refreshGroups();
    },
  });
  const isBad = name !== "" && !/^[^/]{1,64}$/.test(name);
  return (
    <form onSubmit={(event) => submit(event, save.mutate)}>
      <Stack gap="md">
        <TextInput
          label={t("group.name")}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          error={isBad ? t("group.nameBad") : undefined}
          maxLength={64}
          data-autofocus
        />
        <Stack gap={4}>
          <Text size="sm" fw={500} id={kindId}>
            {t("group.kind")}
          </Text>
          <SegmentedControl
            aria-labelledby={kindId}
            value={draft.kind}
            onChange={(kind) => setDraft({ ...draft, kind: kind as GroupKind })}
            data={GROUP_KINDS.map((kind) => ({ value: kind, label: t(`group.kinds.${kind}`) }))}
            fullWidth
          />
        </Stack>
        <GroupSelect
          label={t("group.parent")}
          noneLabel={isAll ? t("group.top") : undefined}
          value={draft.parentId}
          onChange={(parentId) => setDraft({ ...draft, parentId })}
          {...(task.kind === "edit" && { without: task.group.id })}
        />
        <Textarea
          label={t("group.notes")}
          value={draft.notes}
          onChange={(event) => setDraft({ ...draft, notes: event.currentTarget.value })}
          maxLength={4000}
          autosize
          minRows={2}
        />
        <FormEnd
          error={save.error}
          isBusy={save.isPending}
          isReady={name !== "" && !isBad}
          label={task.kind === "edit" ? t("word.save") : t("group.create")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function GroupDialog({ task, onClose }: { task: GroupTask | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={task !== undefined}
      onClose={onClose}
      title={task?.kind === "edit" ? task.group.path : t("group.new")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {task?.kind === "new" && <GroupForm task={task} onClose={onClose} />}
      {task?.kind === "edit" && (
        <EditOf path={groupPath(task.group.id)}>
          {(group) => <GroupForm task={{ kind: "edit", group }} onClose={onClose} />}
        </EditOf>
      )}
    </Modal>
  );
}

interface GroupRemovalProps {
  readonly group: DeviceGroup | undefined;
  readonly groups: readonly DeviceGroup[];
  readonly onClose: () => void;
  readonly onRemoved: (group: DeviceGroup) => void;
}

export function GroupRemoval({ group, groups, onClose, onRemoved }: GroupRemovalProps) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (one: DeviceGroup) => groupCalls.remove(one.id),
    onSuccess: (_, one) => {
      toastDone(t("group.deleted", { name: one.name }));
      onClose();
      onRemoved(one);
      return refreshGroups();
    },
    onError: (error) => toastProblem(error, t),
  });
  const below = group === undefined ? 0 : subtreeOf(groups, group.id).size - 1;
  const devices = group?.counts.total ?? 0;
  const parent = groups.find((one) => one.id === group?.parentId)?.name ?? t("group.top");
  return (
    <Confirm
      isOpen={group !== undefined}
      title={t("group.deleteTitle", { name: group?.name ?? "" })}
      text={
        devices + below === 0
          ? t("group.deleteEmpty")
          : t("group.deleteText", { devices: formatCount(devices), groups: formatCount(below), parent })
      }
      confirmLabel={t("group.delete")}
      isBusy={remove.isPending}
      onConfirm={() => group && remove.mutate(group)}
      onClose={onClose}
    />
  );
}
