// Dynamic groups: filters under a name, shared by everyone.

import { ActionIcon, Button, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconDots, IconFilter, IconFilterPlus, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../base/confirm.tsx";
import type { AddressFilter } from "../../base/data-table/address-filter.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { formatCount } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { EditOf } from "../../edit/held.tsx";
import { type DeviceView, type FilterDocument, viewCalls, viewPath } from "../device-calls.ts";
import { addressFor, documentFor, isNarrowing, mergedFilter } from "../list/device-filter.ts";
import { StateBar } from "./state-bar.tsx";
import { refreshGroups, viewsQuery } from "./use-groups.ts";

/** Of so many views the members are counted. */
const COUNTED = 20;

interface NameFormProps {
  readonly views: readonly DeviceView[];
  /** Of a view that gets another name. */
  readonly view?: DeviceView;
  /** Of a view that is saved. */
  readonly filter?: FilterDocument;
  readonly onSaved: (view: DeviceView) => void;
  readonly onClose: () => void;
}

function NameForm({ views, view, filter, onSaved, onClose }: NameFormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(view?.name ?? "");
  const name = text.trim();
  const same = view === undefined ? views.find((one) => one.name === name) : undefined;
  const save = useMutation({
    mutationFn: async () => {
      if (view !== undefined) return viewCalls.update(view, { name });
      if (same !== undefined) return viewCalls.update(await viewCalls.one(same.id), { filter: filter ?? {} });
      return viewCalls.create(name, filter ?? {});
    },
    onSuccess: (saved) => {
      toastDone(t("view.saved", { name: saved.name }));
      onSaved(saved);
      onClose();
      return refreshGroups();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t("view.name")}
          description={view === undefined ? t("view.nameNote") : undefined}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={128}
          data-autofocus
        />
        <FormEnd
          error={save.error}
          isBusy={save.isPending}
          isReady={name !== ""}
          label={same ? t("view.replace") : t("word.save")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

function ViewCounts({ id }: { id: number }) {
  const { data } = useQuery({
    queryKey: ["device-views", "counts", id],
    queryFn: () => viewCalls.counts(id),
    refetchInterval: 30_000,
  });
  if (data === undefined) return null;
  return (
    <>
      <StateBar counts={data} />
      <span className="tree-count">{formatCount(data.total)}</span>
    </>
  );
}

interface ViewRowProps {
  readonly view: DeviceView;
  readonly isChosen: boolean;
  readonly isCounted: boolean;
  readonly onChoose: () => void;
  /** Absent for who may not change it. */
  readonly menu?: {
    readonly onShow: () => void;
    readonly onRename: () => void;
    readonly onRemove: () => void;
  };
}

function ViewRow({ view, isChosen, isCounted, onChoose, menu }: ViewRowProps) {
  const { t } = useTranslation();
  return (
    <li className="tree-row" data-chosen={isChosen}>
      <button
        type="button"
        className="view-button"
        onClick={onChoose}
        {...(isChosen && { "aria-current": "true" as const })}
      >
        <IconFilter size={16} className="tree-icon" aria-hidden="true" />
        <span className="tree-name" title={view.name}>
          {view.name}
        </span>
        {isCounted && <ViewCounts id={view.id} />}
      </button>
      {menu && (
        <Menu position="bottom-end" width={180}>
          <Menu.Target>
            <ActionIcon size="sm" className="tree-menu" aria-label={t("group.more", { name: view.name })}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFilter size={15} />} onClick={menu.onShow}>
              {t("view.show")}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={menu.onRename}>
              {t("view.rename")}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={menu.onRemove}>
              {t("view.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

function ViewRemoval(props: {
  view: DeviceView | undefined;
  onClose: () => void;
  onRemoved: (view: DeviceView) => void;
}) {
  const { t } = useTranslation();
  const { view, onClose } = props;
  const remove = useMutation({
    mutationFn: (one: DeviceView) => viewCalls.remove(one.id),
    onSuccess: (_, one) => {
      toastDone(t("view.deleted", { name: one.name }));
      onClose();
      props.onRemoved(one);
      return refreshGroups();
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={view !== undefined}
      title={t("view.deleteTitle", { name: view?.name ?? "" })}
      text={t("view.deleteText")}
      confirmLabel={t("view.delete")}
      isBusy={remove.isPending}
      onConfirm={() => view && remove.mutate(view)}
      onClose={onClose}
    />
  );
}

/** Names a new view of `filter`, or one that is there. */
function NameDialog(props: {
  naming: "new" | DeviceView | undefined;
  views: readonly DeviceView[];
  filter: DeviceView["filter"];
  onSaved: (view: DeviceView) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { naming, views, filter, onSaved, onClose } = props;
  const isNew = naming === undefined || naming === "new";
  return (
    <Modal
      opened={naming !== undefined}
      onClose={onClose}
      title={isNew ? t("view.save") : t("view.renameTitle", { name: naming.name })}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {naming === "new" && <NameForm {...{ views, filter, onSaved, onClose }} />}
      {naming !== undefined && naming !== "new" && (
        <EditOf path={viewPath(naming.id)}>
          {(view) => <NameForm {...{ views, view, onSaved, onClose }} />}
        </EditOf>
      )}
    </Modal>
  );
}

interface ViewListProps {
  readonly address: AddressFilter;
  readonly onChosen: () => void;
}

export function ViewList({ address, onChosen }: ViewListProps) {
  const { t } = useTranslation();
  const mayChange = useMay("device views", "command");
  const { data } = useQuery(viewsQuery());
  const [naming, setNaming] = useState<"new" | DeviceView>();
  const [leaving, setLeaving] = useState<DeviceView>();
  const views = data?.items ?? [];
  const chosen = views.find(({ id }) => String(id) === address.filters.view);
  const asked = documentFor(address);
  const { view: _, ...beyond } = asked;
  const choose = (view: DeviceView) => {
    address.replace(view === chosen ? "" : `view=${view.id}`);
    onChosen();
  };
  return (
    <section aria-label={t("view.title")} className="view-list">
      <Text size="xs" fw={600} c="dimmed" className="tree-head">
        {t("view.title")}
      </Text>
      {views.length === 0 && (
        <Text size="xs" c="dimmed" px={8}>
          {t("view.empty")}
        </Text>
      )}
      <ul className="tree">
        {views.map((view, at) => (
          <ViewRow
            key={view.id}
            view={view}
            isChosen={view === chosen}
            isCounted={at < COUNTED}
            onChoose={() => choose(view)}
            {...(mayChange && {
              menu: {
                onShow: () => address.replace(addressFor(view.filter)),
                onRename: () => setNaming(view),
                onRemove: () => setLeaving(view),
              },
            })}
          />
        ))}
      </ul>
      {mayChange && isNarrowing(beyond) && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconFilterPlus size={15} />}
          onClick={() => setNaming("new")}
        >
          {t("view.save")}
        </Button>
      )}
      <NameDialog
        {...{ naming, views }}
        filter={mergedFilter(chosen?.filter, asked)}
        onSaved={(saved) => naming === "new" && address.replace(`view=${saved.id}`)}
        onClose={() => setNaming(undefined)}
      />
      <ViewRemoval
        view={leaving}
        onClose={() => setLeaving(undefined)}
        onRemoved={(view) => view === chosen && address.put({ view: "" })}
      />
    </section>
  );
}
