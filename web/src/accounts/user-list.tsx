// Who may sign in, and as what.

import { ActionIcon, Badge, Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import type { Column } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { listLocally } from "../base/listing/local-listing.ts";
import { toastUndo } from "../base/notice/toast-undo.tsx";
import { PageAction } from "../base/page/page-action.tsx";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { roleText } from "../base/role.ts";
import { toastProblem } from "../base/toast.ts";
import type { User } from "../contract.ts";
import { ONE_FIELD } from "../edit/edit.ts";
import { queries, queryClient } from "../queries.ts";
import { useRoleChoices } from "./roles/use-roles.ts";
import { ResetFactor } from "./security/reset-factor.tsx";
import { UserSessions } from "./security/session-list.tsx";
import { UserForm, type UserTask } from "./user-form.tsx";

/** Enabling and disabling take effect at once, and can be taken back. */
function useFlip() {
  const { t } = useTranslation();
  const flip = useMutation({
    mutationFn: ({ user, isEnabled }: { user: User; isEnabled: boolean }) =>
      api.updateUser(user.id, { isEnabled }, ONE_FIELD),
    onSuccess: (_, { user, isEnabled }) => {
      const text = t(isEnabled ? "word.enabledName" : "word.disabledName", { name: user.username });
      toastUndo(text, () => flip.mutate({ user, isEnabled: !isEnabled }));
      return queryClient.invalidateQueries({ queryKey: ["users"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return flip.mutate;
}

interface UserMenuProps {
  readonly user: User;
  readonly onTask: (task: UserTask) => void;
  readonly onSessions: () => void;
  /** Of the second factor. */
  readonly onReset: () => void;
  readonly onRemove: () => void;
}

function UserMenu({ user, onTask, onSessions, onReset, onRemove }: UserMenuProps) {
  const { t } = useTranslation();
  const flip = useFlip();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t("user.actions", { name: user.username })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onTask({ user, field: "role" })}>{t("user.changeRole")}</Menu.Item>
        {user.hasPassword && (
          <Menu.Item onClick={() => onTask({ user, field: "password" })}>{t("user.reset")}</Menu.Item>
        )}
        <Menu.Item onClick={onSessions}>{t("session.menu")}</Menu.Item>
        {user.hasSecondFactor && <Menu.Item onClick={onReset}>{t("factor.reset")}</Menu.Item>}
        <Menu.Item onClick={() => flip({ user, isEnabled: !user.isEnabled })}>
          {user.isEnabled ? t("word.disable") : t("word.enable")}
        </Menu.Item>
        <Menu.Item color="red" onClick={onRemove}>
          {t("word.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function columnsOf(t: TFunction, selfId: User["id"] | undefined): readonly Column<User>[] {
  return [
    {
      ...{ key: "name", header: t("login.username"), sort: "name", isFixed: true, phone: "title" },
      text: (user) => user.username,
      cell: (user) => (
        <Group gap={6}>
          <Text size="sm" fw={550}>
            {user.username}
          </Text>
          {user.id === selfId && (
            <Badge size="xs" variant="default">
              {t("user.you")}
            </Badge>
          )}
          {!user.hasPassword && (
            <Badge size="xs" variant="default">
              {t("directory.badge")}
            </Badge>
          )}
          {user.hasSecondFactor && (
            <Badge size="xs" variant="light">
              {t("factor.badge")}
            </Badge>
          )}
          {!user.isEnabled && (
            <Badge size="xs" variant="default">
              {t("state.disabled")}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      ...{ key: "role", header: t("user.role"), sort: "role", phone: "aside" },
      text: (user) => roleText(t, user.role, user.roleName),
      cell: (user) => roleText(t, user.role, user.roleName),
    },
    {
      ...{ key: "lastLogin", header: t("user.lastLogin"), sort: "lastLogin" },
      text: (user) => user.lastLoginAt && stampText(user.lastLoginAt),
      cell: (user) => (user.lastLoginAt === null ? t("word.never") : <Ago ts={user.lastLoginAt} size="sm" />),
    },
    {
      ...{ key: "created", header: t("word.created"), sort: "created", fromPx: 640 },
      text: (user) => stampText(user.createdAt),
      cell: (user) => <Ago ts={user.createdAt} size="sm" c="dimmed" />,
    },
  ];
}

function RemoveUser({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (id: User["id"]) => api.removeUser(id),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["users"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={user !== undefined}
      title={t("user.removeTitle", { name: user?.username ?? "" })}
      text={t("user.removeText")}
      confirmLabel={t("word.delete")}
      isDanger
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => user && remove.mutate(user.id)}
    />
  );
}

const ORDERS = {
  name: (user: User) => user.username,
  role: (user: User) => user.roleName,
  lastLogin: (user: User) => user.lastLoginAt,
  created: (user: User) => user.createdAt,
};

export function UserList() {
  const { t } = useTranslation();
  const { data: self } = useQuery(queries.session());
  const roles = useRoleChoices();
  const [task, setTask] = useState<UserTask>();
  const [removing, setRemoving] = useState<User>();
  const [watched, setWatched] = useState<User>();
  const [resetting, setResetting] = useState<User>();
  return (
    <Panel isFlush>
      <PageAction>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setTask("new")}>
          {t("user.new")}
        </Button>
      </PageAction>
      <DataTable
        {...{ name: "users", label: t("user.title"), queryKey: ["users"] }}
        columns={columnsOf(t, self?.id)}
        keyOf={(user) => String(user.id)}
        nameOf={(user) => user.username}
        load={async (request) =>
          listLocally((await api.users()).items, request, {
            ...{ words: (user) => [user.username], orders: ORDERS },
            filter: (user, { role }) => role === undefined || user.role === role,
          })
        }
        searchLabel={t("login.username")}
        filters={[
          {
            ...{ name: "role", label: t("user.everyRole") },
            options: roles,
          },
        ]}
        rowActions={(user) =>
          user.id !== self?.id && (
            <UserMenu
              {...{ user, onTask: setTask }}
              onSessions={() => setWatched(user)}
              onReset={() => setResetting(user)}
              onRemove={() => setRemoving(user)}
            />
          )
        }
        empty={{ icon: <IconUsers size={22} />, title: t("user.title"), text: t("user.note") }}
      />
      <UserForm task={task} onClose={() => setTask(undefined)} />
      <UserSessions user={watched} onClose={() => setWatched(undefined)} />
      <ResetFactor user={resetting} onClose={() => setResetting(undefined)} />
      <RemoveUser user={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
