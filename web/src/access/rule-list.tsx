// Who may publish and subscribe where, in the order in which it is decided.

import { ActionIcon, Badge, Button, Code, Group, Menu, Stack, Table, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconListCheck, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Confirm } from "../base/confirm.tsx";
import { Notice } from "../base/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { StateDot } from "../base/state-badge.tsx";
import { Empty, Loaded } from "../base/states.tsx";
import { toastProblem } from "../base/toast.ts";
import { ROLES } from "../contract.ts";
import { queries, queryClient } from "../queries.ts";
import type { AccessRule } from "./contract.ts";
import { RuleForm } from "./rule-form.tsx";
import { RuleTester } from "./rule-tester.tsx";

function useSubjectText(): (rule: AccessRule) => string {
  const { t } = useTranslation();
  const { data } = useQuery(queries.keys());
  return ({ subjectKind, subjectName }) => {
    if (subjectKind === "key")
      return data?.items.find(({ keyId }) => keyId === subjectName)?.name ?? subjectName;
    const role = ROLES.find((one) => one === subjectName);
    return subjectKind === "role" && role ? t(`role.${role}`) : subjectName;
  };
}

function useReorder(rules: readonly AccessRule[]) {
  const { t } = useTranslation();
  const order = useMutation({
    mutationFn: (ids: readonly number[]) => api.orderRules(ids),
    onSuccess: (answer) => queryClient.setQueryData(["rules"], answer),
    onError: (error) => {
      toastProblem(error, t);
      return queryClient.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  const move = (at: number, by: -1 | 1) => {
    const ids = rules.map(({ id }) => id);
    const [moved] = ids.splice(at, 1);
    if (moved !== undefined) ids.splice(at + by, 0, moved);
    order.mutate(ids);
  };
  return { move, isMoving: order.isPending };
}

interface RowProps {
  readonly rule: AccessRule;
  readonly place: number;
  readonly count: number;
  readonly isMoving: boolean;
  readonly subject: string;
  readonly onMove: (by: -1 | 1) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function RowActions({ rule, place, count, isMoving, onMove, onEdit, onRemove }: Omit<RowProps, "subject">) {
  const { t } = useTranslation();
  const named = { pattern: rule.pattern };
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon
        aria-label={t("acl.up", named)}
        disabled={place === 1 || isMoving}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={15} />
      </ActionIcon>
      <ActionIcon
        aria-label={t("acl.down", named)}
        disabled={place === count || isMoving}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={15} />
      </ActionIcon>
      <Menu position="bottom-end" width={160}>
        <Menu.Target>
          <ActionIcon aria-label={t("acl.actions", named)}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onEdit}>{t("acl.change")}</Menu.Item>
          <Menu.Item color="red" onClick={onRemove}>
            {t("word.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function RuleRow({ subject, ...props }: RowProps) {
  const { t } = useTranslation();
  const { rule, place } = props;
  const limits = [
    ...(rule.effect === "allow" && rule.maxQos < 2 ? [t("acl.upToQos", { qos: rule.maxQos })] : []),
    ...(rule.effect === "allow" && rule.action !== "subscribe" && !rule.isRetainAllowed
      ? [t("acl.noRetain")]
      : []),
  ];
  return (
    <Table.Tr>
      <Table.Td c="dimmed">{place}</Table.Td>
      <Table.Td>
        <Badge
          variant="default"
          className="state-badge"
          leftSection={<StateDot state={rule.effect === "allow" ? "ok" : "failed"} />}
        >
          {t(`acl.${rule.effect}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={550} className="break">
          {subject || t("acl.kind.everyone")}
        </Text>
        {subject !== "" && (
          <Text size="xs" c="dimmed">
            {t(`acl.kind.${rule.subjectKind}`)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Code className="break">{rule.pattern}</Code>
        <Text size="xs" c="dimmed">
          {[t(`acl.${rule.action}`), ...limits, ...(rule.notes === "" ? [] : [rule.notes])].join(" · ")}
        </Text>
      </Table.Td>
      <Table.Td>
        <RowActions {...props} />
      </Table.Td>
    </Table.Tr>
  );
}

function RuleTable(props: {
  rules: readonly AccessRule[];
  onEdit: (rule: AccessRule) => void;
  onRemove: (rule: AccessRule) => void;
}) {
  const { t } = useTranslation();
  const { rules } = props;
  const { move, isMoving } = useReorder(rules);
  const subjectOf = useSubjectText();
  return (
    <Table.ScrollContainer type="native" minWidth={560}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>#</Table.Th>
            <Table.Th w={90}>{t("acl.effect")}</Table.Th>
            <Table.Th>{t("acl.who")}</Table.Th>
            <Table.Th>{t("acl.pattern")}</Table.Th>
            <Table.Th w={110}>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rules.map((rule, at) => (
            <RuleRow
              key={rule.id}
              {...{ rule, isMoving, place: at + 1, count: rules.length, subject: subjectOf(rule) }}
              onMove={(by) => move(at, by)}
              onEdit={() => props.onEdit(rule)}
              onRemove={() => props.onRemove(rule)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RemoveRule({ rule, onClose }: { rule: AccessRule | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (id: number) => api.removeRule(id),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["rules"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={rule !== undefined}
      title={t("acl.removeTitle")}
      text={t("acl.removeText", { pattern: rule?.pattern ?? "" })}
      confirmLabel={t("word.delete")}
      isDanger
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => rule && remove.mutate(rule.id)}
    />
  );
}

export function MqttAccess() {
  const { t } = useTranslation();
  const rules = useQuery(queries.rules());
  const [edited, setEdited] = useState<AccessRule | "new">();
  const [removing, setRemoving] = useState<AccessRule>();
  const add = (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEdited("new")}>
      {t("acl.new")}
    </Button>
  );
  return (
    <Stack gap="md">
      <Panel title={t("acl.title")} note={t("acl.note")} isFlush actions={add}>
        <Loaded query={rules}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={<IconListCheck size={22} />} title={t("acl.empty")} />
            ) : (
              <RuleTable rules={items} onEdit={setEdited} onRemove={setRemoving} />
            )
          }
        </Loaded>
      </Panel>
      <Notice tone="idle">{t("acl.defaults")}</Notice>
      <RuleTester rules={rules.data?.items ?? []} />
      <RuleForm
        isOpen={edited !== undefined}
        rule={edited === "new" ? undefined : edited}
        onClose={() => setEdited(undefined)}
      />
      <RemoveRule rule={removing} onClose={() => setRemoving(undefined)} />
    </Stack>
  );
}
