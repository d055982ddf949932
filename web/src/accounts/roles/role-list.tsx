// Roles: the built-in ones, and those of this plant.

import { ActionIcon, Badge, Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus, IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../base/confirm.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { PageAction } from "../../base/page/page-action.tsx";
import { Panel } from "../../base/panel.tsx";
import { roleText, useMay } from "../../base/role.ts";
import { toastProblem } from "../../base/toast.ts";
import { ROLES } from "../../contract.ts";
import { RoleForm, type RoleTask } from "./role-form.tsx";
import { useScopeText } from "./scope-list.tsx";
import { type Role, refreshRoles, roleCalls } from "./use-roles.ts";

function columnsOf(t: TFunction, scopeText: ReturnType<typeof useScopeText>): readonly Column<Role>[] {
  const noteOf = ({ roleId, description }: Role) => {
    const known = ROLES.find((one) => one === roleId);
    return known === undefined ? description : t(`roleNote.${known}`);
  };
  return [
    {
      ...{ key: "name", header: t("roles.name"), sort: "name", isFixed: true, phone: "title" },
      text: ({ roleId, name }) => roleText(t, roleId, name),
      cell: ({ roleId, name, isBuiltIn }) => (
        <Group gap={6}>
          <Text size="sm" fw={550}>
            {roleText(t, roleId, name)}
          </Text>
          {isBuiltIn && (
            <Badge size="xs" variant="default">
              {t("roles.builtIn")}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      ...{ key: "description", header: t("roles.description"), fromPx: 640 },
      text: noteOf,
      cell: (role) => (
        <Text size="sm" c="dimmed">
          {noteOf(role) || "–"}
        </Text>
      ),
    },
    {
      ...{ key: "scope", header: t("scope.title") },
      text: ({ scopes }) => scopes.map(scopeText).join("; "),
      cell: ({ scopes }) => <Text size="sm">{scopes.map(scopeText).join("; ")}</Text>,
    },
    {
      ...{ key: "users", header: t("user.title"), sort: "users", phone: "aside" },
      text: ({ users }) => users,
      cell: ({ users }) => users,
    },
  ];
}

interface RoleMenuProps {
  readonly role: Role;
  readonly onTask: (task: RoleTask) => void;
  readonly onRemove: () => void;
}

function RoleMenu({ role, onTask, onRemove }: RoleMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon aria-label={t("roles.actions", { name: roleText(t, role.roleId, role.name) })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onTask({ role, isNew: true })}>{t("roles.copy")}</Menu.Item>
        {!role.isBuiltIn && (
          <>
            <Menu.Item onClick={() => onTask({ role, isNew: false })}>{t("word.change")}</Menu.Item>
            <Menu.Item color="red" onClick={onRemove}>
              {t("word.delete")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function RemoveRole({ role, onClose }: { role: Role | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (roleId: string) => roleCalls.remove(roleId),
    onSuccess: refreshRoles,
    onError: (error) => toastProblem(error, t),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen={role !== undefined}
      title={t("roles.removeTitle", { name: role?.name ?? "" })}
      text={t("roles.removeText")}
      confirmLabel={t("word.delete")}
      isDanger
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => role && remove.mutate(role.roleId)}
    />
  );
}

const ORDERS = { name: (role: Role) => role.name, users: (role: Role) => role.users };

export function RoleList() {
  const { t } = useTranslation();
  const scopeText = useScopeText();
  const mayChange = useMay("roles", "admin");
  const [task, setTask] = useState<RoleTask>();
  const [removing, setRemoving] = useState<Role>();
  const add = mayChange && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setTask({ role: undefined, isNew: true })}>
      {t("roles.new")}
    </Button>
  );
  return (
    <Panel isFlush>
      <PageAction>{add}</PageAction>
      <DataTable
        {...{ name: "roles", label: t("roles.title"), queryKey: ["roles", "list"] }}
        columns={columnsOf(t, scopeText)}
        keyOf={({ roleId }) => roleId}
        nameOf={({ roleId, name }) => roleText(t, roleId, name)}
        load={async (request) =>
          listLocally((await roleCalls.list()).items, request, {
            ...{ words: ({ roleId, name, description }) => [roleText(t, roleId, name), description] },
            orders: ORDERS,
          })
        }
        searchLabel={t("roles.name")}
        onOpen={(role) => setTask({ role, isNew: false })}
        rowActions={(role) =>
          mayChange && <RoleMenu {...{ role, onTask: setTask }} onRemove={() => setRemoving(role)} />
        }
        empty={{ icon: <IconShieldCheck size={22} />, title: t("roles.title"), text: t("roles.note") }}
      />
      <RoleForm {...{ task, onTask: setTask }} />
      <RemoveRole role={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
