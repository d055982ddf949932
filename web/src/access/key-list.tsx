// Keys by which applications log in.

import { ActionIcon, Badge, Button, Group, Menu, Table, Text } from "@mantine/core";
import { IconDots, IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { useNow } from "../base/clock.ts";
import { Confirm } from "../base/confirm.tsx";
import { Panel } from "../base/panel.tsx";
import { StateDot } from "../base/state-badge.tsx";
import { Empty, Loaded } from "../base/states.tsx";
import { toastDone, toastProblem } from "../base/toast.ts";
import { queries, queryClient } from "../queries.ts";
import type { ApplicationKey } from "./contract.ts";
import { KeyForm } from "./key-form.tsx";

function KeyMenu({ one, onRemove }: { one: ApplicationKey; onRemove: () => void }) {
  const { t } = useTranslation();
  const update = useMutation({
    mutationFn: () => api.updateKey(one.keyId, { isEnabled: !one.isEnabled }),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon aria-label={t("key.actions", { name: one.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => update.mutate()}>
          {one.isEnabled ? t("word.disable") : t("word.enable")}
        </Menu.Item>
        <Menu.Item color="red" onClick={onRemove}>
          {t("word.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function KeyState({ one }: { one: ApplicationKey }) {
  const { t } = useTranslation();
  const now = useNow();
  const isExpired = one.expiresAt !== null && one.expiresAt <= now;
  const [state, text] = !one.isEnabled
    ? (["disabled", t("state.disabled")] as const)
    : isExpired
      ? (["failed", t("key.expired")] as const)
      : (["ok", t("key.active")] as const);
  return (
    <Badge variant="default" className="state-badge" leftSection={<StateDot state={state} />}>
      {text}
    </Badge>
  );
}

function KeyRow({ one, onRemove }: { one: ApplicationKey; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {one.name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" className="break">
          {one.keyId}
        </Text>
        {one.description !== "" && (
          <Text size="xs" c="dimmed">
            {one.description}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <KeyState one={one} />
      </Table.Td>
      <Table.Td>
        {one.lastUsedAt === null ? t("word.never") : <Ago ts={one.lastUsedAt} size="sm" />}
        {one.lastAddress !== null && (
          <Text size="xs" c="dimmed" ff="monospace">
            {one.lastAddress}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {one.expiresAt === null ? "–" : new Date(one.expiresAt).toLocaleDateString(i18n.language)}
      </Table.Td>
      <Table.Td ta="right">
        <KeyMenu one={one} onRemove={onRemove} />
      </Table.Td>
    </Table.Tr>
  );
}

function RemoveKey({ one, onClose }: { one: ApplicationKey | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (keyId: string) => api.removeKey(keyId),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={one !== undefined}
      title={t("key.removeTitle", { name: one?.name ?? "" })}
      text={t("key.removeText")}
      confirmLabel={t("word.delete")}
      isDanger
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => one && remove.mutate(one.keyId)}
    />
  );
}

function KeyTable({
  keys,
  onRemove,
}: {
  keys: readonly ApplicationKey[];
  onRemove: (one: ApplicationKey) => void;
}) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer type="native" minWidth={480}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("key.name")}</Table.Th>
            <Table.Th>{t("key.state")}</Table.Th>
            <Table.Th>{t("key.lastUsed")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("key.expires")}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((one) => (
            <KeyRow key={one.keyId} one={one} onRemove={() => onRemove(one)} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function KeyList() {
  const { t } = useTranslation();
  const keys = useQuery(queries.keys());
  const [isNew, setIsNew] = useState(false);
  const [removing, setRemoving] = useState<ApplicationKey>();
  const add = (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsNew(true)}>
      {t("key.new")}
    </Button>
  );
  return (
    <Panel title={t("key.title")} note={t("key.note")} isFlush actions={<Group>{add}</Group>}>
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<IconKey size={22} />} title={t("key.empty")} text={t("key.emptyText")} />
          ) : (
            <KeyTable keys={items} onRemove={setRemoving} />
          )
        }
      </Loaded>
      <KeyForm isOpen={isNew} onClose={() => setIsNew(false)} />
      <RemoveKey one={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
