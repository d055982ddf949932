// Beside the list of devices: the tree of groups and the dynamic groups; on a phone in a drawer.

import { ActionIcon, Button, Drawer, Text, Tooltip } from "@mantine/core";
import { IconBinaryTree2, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddressFilter } from "../../base/data-table/address-filter.ts";
import { useMay, useReach } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { DEVICE_STATES } from "../../contract.ts";
import type { DeviceCounts, DeviceGroup, GroupTree as Groups } from "../device-calls.ts";
import { FILTER_NAMES } from "../list/device-filter.ts";
import { GroupDialog, GroupRemoval, type GroupTask } from "./group-dialogs.tsx";
import { GroupTree } from "./group-tree.tsx";
import type { RowId } from "./tree.ts";
import { groupsQuery } from "./use-groups.ts";
import { ViewList } from "./view-list.tsx";

/** Everything: what stands in no group, and the groups at the top with all below them. */
function allOf({ items, ungrouped }: Groups): DeviceCounts {
  const parts = [ungrouped, ...items.filter((group) => group.parentId === null).map((group) => group.counts)];
  const sum = (state: keyof DeviceCounts) => parts.reduce((total, counts) => total + counts[state], 0);
  return Object.fromEntries(
    ["total" as const, ...DEVICE_STATES].map((state) => [state, sum(state)]),
  ) as DeviceCounts;
}

function chosenOf({ group, view }: Readonly<Record<string, string>>): RowId {
  if (group === undefined) return view === undefined ? "all" : 0;
  return group === "none" ? "none" : Number(group);
}

function GroupSection({ tree, onChosen }: { tree: Groups; onChosen: () => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay("groups", "manage");
  const { isAll: isWhole, hasUngrouped } = useReach();
  const address = useAddressFilter("", FILTER_NAMES);
  const [task, setTask] = useState<GroupTask>();
  const [leaving, setLeaving] = useState<DeviceGroup>();
  const chosen = chosenOf(address.filters);
  return (
    <>
      <div className="tree-head">
        <Text size="xs" fw={600} c="dimmed">
          {t("group.title")}
        </Text>
        {mayWrite && isWhole && (
          <Tooltip label={t("group.new")}>
            <ActionIcon
              size="sm"
              aria-label={t("group.new")}
              onClick={() => setTask({ kind: "new", parent: null })}
            >
              <IconPlus size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <GroupTree
        {...{ mayWrite, isWhole, chosen, label: t("group.title"), groups: tree.items }}
        // Who reaches devices beside those of groups has more than the groups count.
        all={isWhole || !hasUngrouped ? allOf(tree) : undefined}
        ungrouped={hasUngrouped ? tree.ungrouped : undefined}
        onChoose={(id) => {
          address.put({ group: id === "all" ? "" : String(id), view: "" });
          onChosen();
        }}
        onNew={(parent) => setTask({ kind: "new", parent })}
        onEdit={(group) => setTask({ kind: "edit", group })}
        onRemove={setLeaving}
      />
      {tree.items.length === 0 ? (
        <Text size="xs" c="dimmed" px={8} mt={4}>
          {t(isWhole ? "group.emptyText" : "group.noneReached")}
        </Text>
      ) : (
        mayWrite && <p className="visually-hidden">{t("group.keys")}</p>
      )}
      <GroupDialog task={task} onClose={() => setTask(undefined)} />
      <GroupRemoval
        group={leaving}
        groups={tree.items}
        onClose={() => setLeaving(undefined)}
        onRemoved={(group) => {
          if (chosen === group.id)
            address.put({ group: group.parentId === null ? "" : String(group.parentId) });
        }}
      />
    </>
  );
}

export function GroupPanel({ onChosen = () => undefined }: { onChosen?: () => void }) {
  const address = useAddressFilter("", FILTER_NAMES);
  const tree = useQuery(groupsQuery());
  return (
    <div className="group-panel">
      <Loaded query={tree}>{(answer) => <GroupSection tree={answer} onChosen={onChosen} />}</Loaded>
      <ViewList address={address} onChosen={onChosen} />
    </div>
  );
}

/** Where there is no room beside the list. */
export function GroupDrawer() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        hiddenFrom="lg"
        leftSection={<IconBinaryTree2 size={16} />}
        onClick={() => setIsOpen(true)}
      >
        {t("fleet.groups")}
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        size={340}
        title={t("group.title")}
        closeButtonProps={{ "aria-label": t("word.close") }}
      >
        <GroupPanel onChosen={() => setIsOpen(false)} />
      </Drawer>
    </>
  );
}
