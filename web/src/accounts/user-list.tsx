// Who may sign in, and as what.

import { ActionIcon, Badge, Button, Group, Menu, Table, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import { Panel } from "../base/panel.tsx";
import { Loaded } from "../base/states.tsx";
import { toastDone, toastProblem } from "../base/toast.ts";
import { ROLES, type User } from "../contract.ts";
import { queries, queryClient } from "../queries.ts";
import { PasswordReset, UserForm } from "./user-form.tsx";

type Change = { user: User; change: Parameters<typeof api.updateUser>[1] };

function useUserChange() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: ({ user, change }: Change) => api.updateUser(user.id, change),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["users"] });
    },
    onError: (error) => toastProblem(error, t),
  });
}

function UserMenu({ user, onReset, onRemove }: { user: User; onReset: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const update = useUserChange();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t("user.actions", { name: user.username })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("user.role")}</Menu.Label>
        {ROLES.map((role) => (
          <Menu.Item
            key={role}
            disabled={role === user.role}
            onClick={() => update.mutate({ user, change: { role } })}
          >
            {t(`role.${role}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onReset}>{t("user.reset")}</Menu.Item>
        <Menu.Item onClick={() => update.mutate({ user, change: { isEnabled: !user.isEnabled } })}>
          {user.isEnabled ? t("word.disable") : t("word.enable")}
        </Menu.Item>
        <Menu.Item color="red" onClick={onRemove}>
          {t("word.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function UserRow(props: { user: User; isSelf: boolean; onReset: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const { user } = props;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <Text size="sm" fw={550}>
            {user.username}
          </Text>
          {props.isSelf && (
            <Badge size="xs" variant="default">
              {t("user.you")}
            </Badge>
          )}
          {!user.isEnabled && (
            <Badge size="xs" variant="default">
              {t("state.disabled")}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{t(`role.${user.role}`)}</Table.Td>
      <Table.Td>
        {user.lastLoginAt === null ? t("word.never") : <Ago ts={user.lastLoginAt} size="sm" />}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Ago ts={user.createdAt} size="sm" c="dimmed" />
      </Table.Td>
      <Table.Td ta="right">
        {!props.isSelf && <UserMenu user={user} onReset={props.onReset} onRemove={props.onRemove} />}
      </Table.Td>
    </Table.Tr>
  );
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

export function UserList() {
  const { t } = useTranslation();
  const users = useQuery(queries.users());
  const { data: self } = useQuery(queries.session());
  const [isNew, setIsNew] = useState(false);
  const [resetting, setResetting] = useState<User>();
  const [removing, setRemoving] = useState<User>();
  return (
    <Panel
      title={t("user.title")}
      isFlush
      actions={
        <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsNew(true)}>
          {t("user.new")}
        </Button>
      }
    >
      <Loaded query={users}>
        {({ items }) => (
          <Table.ScrollContainer type="native" minWidth={420}>
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("login.username")}</Table.Th>
                  <Table.Th>{t("user.role")}</Table.Th>
                  <Table.Th>{t("user.lastLogin")}</Table.Th>
                  <Table.Th visibleFrom="sm">{t("word.created")}</Table.Th>
                  <Table.Th>
                    <span className="visually-hidden">{t("word.actions")}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((user) => (
                  <UserRow
                    key={user.id}
                    user={user}
                    isSelf={user.id === self?.id}
                    onReset={() => setResetting(user)}
                    onRemove={() => setRemoving(user)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
      <UserForm isOpen={isNew} onClose={() => setIsNew(false)} />
      <PasswordReset user={resetting} onClose={() => setResetting(undefined)} />
      <RemoveUser user={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
