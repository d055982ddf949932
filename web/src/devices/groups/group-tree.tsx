// The tree of groups with what is in each: a click filters the list, keys walk and move.

import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconBuildingFactory2,
  IconChevronDown,
  IconChevronRight,
  IconCircleDashed,
  IconDots,
  IconEngine,
  IconFolder,
  IconLayoutList,
  IconPencil,
  IconPlus,
  IconRouteAltLeft,
  IconTrash,
  type TablerIcon,
} from "@tabler/icons-react";
import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../base/quantity.ts";
import type { DeviceCounts, DeviceGroup, GroupKind } from "../device-calls.ts";
import { StateBar } from "./state-bar.tsx";
import { isChangeable, type RowId, subtreeOf, type TreeRow } from "./tree.ts";
import { type Tree, type TreeOptions, useTree } from "./use-tree.ts";

const KIND_ICONS: Readonly<Record<GroupKind, TablerIcon>> = {
  site: IconBuildingFactory2,
  line: IconRouteAltLeft,
  machine: IconEngine,
  other: IconFolder,
};
const DRAGGED = "application/x-gantry-group";

interface GroupTreeProps extends TreeOptions {
  readonly label: string;
  /** Undefined: not known. */
  readonly all: DeviceCounts | undefined;
  readonly onNew: (parent: DeviceGroup) => void;
}

interface ItemProps {
  readonly id: RowId;
  readonly tree: Tree;
  readonly chosen: RowId;
  readonly level: number;
  readonly icon: TablerIcon;
  readonly name: string;
  readonly counts: DeviceCounts | undefined;
  readonly row?: TreeRow;
  readonly menu?: ReactNode;
  readonly isDraggable?: boolean;
  readonly onChoose: (id: RowId) => void;
  readonly onDropGroup?: (id: number) => void;
}

/** What a group is dropped on takes it in. */
function dropProps(onDropGroup: ((id: number) => void) | undefined) {
  if (onDropGroup === undefined) return {};
  return {
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return;
      event.preventDefault();
      event.currentTarget.dataset.over = "true";
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      delete event.currentTarget.dataset.over;
    },
    onDrop: (event: DragEvent<HTMLElement>) => {
      delete event.currentTarget.dataset.over;
      onDropGroup(Number(event.dataTransfer.getData(DRAGGED)));
    },
  };
}

function Chevron({ row, tree }: { row: TreeRow | undefined; tree: Tree }) {
  if (!row?.hasChildren) return <span className="tree-chevron" />;
  const Icon = row.isOpen ? IconChevronDown : IconChevronRight;
  return (
    // The keys of the row open and close it, too.
    <span
      className="tree-chevron"
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        tree.flip(row.group.id, !row.isOpen);
      }}
    >
      <Icon size={14} />
    </span>
  );
}

function Item(props: ItemProps) {
  const { id, tree, chosen, level, row, icon: Icon, name, counts } = props;
  const item = useRef<HTMLDivElement>(null);
  const isCurrent = tree.current === id;
  const mustFocus = isCurrent && tree.isFocused;
  useEffect(() => {
    const tree = item.current?.closest('[role="tree"]');
    if (mustFocus && tree?.contains(document.activeElement)) item.current?.focus();
  }, [mustFocus]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target === event.currentTarget && tree.act(event, id)) event.preventDefault();
  };
  return (
    <div
      ref={item}
      role="treeitem"
      aria-level={level}
      aria-selected={chosen === id}
      {...(row?.hasChildren && { "aria-expanded": row.isOpen })}
      tabIndex={isCurrent ? 0 : -1}
      className="tree-row"
      style={{ paddingLeft: 6 + (level - 1) * 14 }}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target === event.currentTarget && tree.setFocused(id)}
      onClick={() => props.onChoose(id)}
      {...dropProps(props.onDropGroup)}
      {...(props.isDraggable && row
        ? {
            draggable: true,
            onDragStart: (event: DragEvent) => event.dataTransfer.setData(DRAGGED, String(row.group.id)),
          }
        : {})}
    >
      <Chevron row={row} tree={tree} />
      <Icon size={16} className="tree-icon" aria-hidden="true" />
      <span className="tree-name" title={name}>
        {name}
      </span>
      {counts && <StateBar counts={counts} />}
      {counts && <span className="tree-count">{formatCount(counts.total)}</span>}
      {props.menu ?? <span className="tree-menu" />}
    </div>
  );
}

function ChangeItems({ group, tree, props }: MenuProps) {
  const { t } = useTranslation();
  return (
    <>
      <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => props.onEdit(group)}>
        {t("group.edit")}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowUp size={15} />} onClick={() => tree.moves.move(group.id, "up")}>
        {t("group.up")}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowDown size={15} />} onClick={() => tree.moves.move(group.id, "down")}>
        {t("group.down")}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => props.onRemove(group)}>
        {t("group.delete")}
      </Menu.Item>
    </>
  );
}

interface MenuProps {
  readonly group: DeviceGroup;
  readonly tree: Tree;
  readonly props: GroupTreeProps;
}

function GroupMenu({ group, tree, props }: MenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon
          size="sm"
          className="tree-menu"
          aria-label={t("group.more", { name: group.name })}
          tabIndex={tree.current === group.id ? 0 : -1}
          onClick={(event) => event.stopPropagation()}
        >
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Menu.Item leftSection={<IconPlus size={15} />} onClick={() => props.onNew(group)}>
          {t("group.newBelow")}
        </Menu.Item>
        {isChangeable(group, props.isWhole) && <ChangeItems {...{ group, tree, props }} />}
      </Menu.Dropdown>
    </Menu>
  );
}

export function GroupTree(props: GroupTreeProps) {
  const { t } = useTranslation();
  const tree = useTree(props);
  const { chosen, onChoose, groups, mayWrite, isWhole, ungrouped } = props;
  const drop = (parentId: number | null) => (id: number) => {
    if (parentId === null || !subtreeOf(groups, id).has(parentId)) tree.moves.put(id, parentId);
  };
  const shared = { tree, chosen, onChoose };
  return (
    <div role="tree" aria-label={props.label} className="tree">
      <Item
        {...{ ...shared, id: "all", level: 1, icon: IconLayoutList, name: t("group.all"), counts: props.all }}
        {...(mayWrite && isWhole && { onDropGroup: drop(null) })}
      />
      {tree.rows.map((row) => (
        <Item
          key={row.group.id}
          {...{ ...shared, row, id: row.group.id, level: row.group.depth }}
          icon={KIND_ICONS[row.group.kind]}
          name={row.group.name}
          counts={row.group.counts}
          {...(mayWrite && {
            menu: <GroupMenu group={row.group} tree={tree} props={props} />,
            isDraggable: isChangeable(row.group, isWhole),
            onDropGroup: drop(row.group.id),
          })}
        />
      ))}
      {ungrouped && (
        <Item
          {...{ ...shared, id: "none", level: 1, icon: IconCircleDashed, name: t("group.none") }}
          counts={isWhole ? ungrouped : undefined}
        />
      )}
    </div>
  );
}
