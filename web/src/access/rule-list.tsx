// Who may publish and subscribe where, in the order in which it is decided.

import { ActionIcon, Badge, Button, Code, Group, Menu, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconListCheck, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRoleChoices } from "../accounts/roles/use-roles.ts";
import { api } from "../api.ts";
import { Confirm } from "../base/confirm.tsx";
import type { Column } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { StateDot } from "../base/figure/state-badge.tsx";
import { listLocally } from "../base/listing/local-listing.ts";
import { Notice } from "../base/notice/notice.tsx";
import { PageAction } from "../base/page/page-action.tsx";
import { Panel } from "../base/panel.tsx";
import { Loaded } from "../base/states.tsx";
import { toastProblem } from "../base/toast.ts";
import { queries, queryClient } from "../queries.ts";
import type { AccessRule } from "./contract.ts";
import { RuleForm } from "./rule-form.tsx";
import { RuleTester } from "./rule-tester.tsx";

function useSubjectText(): (rule: AccessRule) => string {
  const { data } = useQuery(queries.keys());
  const roles = useRoleChoices();
  return ({ subjectKind, subjectName }) => {
    if (subjectKind === "key")
      return data?.items.find(({ keyId }) => keyId === subjectName)?.name ?? subjectName;
    const role = roles.find(({ value }) => value === subjectName);
    return subjectKind === "role" && role ? role.label : subjectName;
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

interface RowActionsProps {
  readonly rule: AccessRule;
  readonly place: number;
  readonly count: number;
  readonly isMoving: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function RowActions({ rule, place, count, isMoving, onMove, onEdit, onRemove }: RowActionsProps) {
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

function limitsOf(t: TFunction, rule: AccessRule): string {
  const isAllowed = rule.effect === "allow";
  const isMute = isAllowed && rule.action !== "subscribe" && !rule.isRetainAllowed;
  return [
    t(`acl.${rule.action}`),
    ...(isAllowed && rule.maxQos < 2 ? [t("acl.upToQos", { qos: rule.maxQos })] : []),
    ...(isMute ? [t("acl.noRetain")] : []),
    ...(rule.notes === "" ? [] : [rule.notes]),
  ].join(" · ");
}

type Placed = AccessRule & { readonly place: number };

function columnsOf(t: TFunction, subjectOf: (rule: AccessRule) => string): readonly Column<Placed>[] {
  return [
    {
      ...{ key: "place", header: "#", width: 40, isFixed: true, phone: "none" },
      text: (rule) => rule.place,
      cell: (rule) => <Text c="dimmed">{rule.place}</Text>,
    },
    {
      ...{ key: "who", header: t("acl.who"), isFixed: true, phone: "title" },
      text: (rule) => subjectOf(rule) || t("acl.kind.everyone"),
      cell: (rule) => (
        <>
          <Text size="sm" fw={550}>
            {subjectOf(rule) || t("acl.kind.everyone")}
          </Text>
          {subjectOf(rule) !== "" && (
            <Text size="xs" c="dimmed">
              {t(`acl.kind.${rule.subjectKind}`)}
            </Text>
          )}
        </>
      ),
    },
    {
      ...{ key: "effect", header: t("acl.effect"), width: 110, isFixed: true, phone: "aside" },
      text: (rule) => rule.effect,
      cell: (rule) => (
        <Badge
          variant="default"
          className="state-badge"
          leftSection={<StateDot state={rule.effect === "allow" ? "ok" : "failed"} />}
        >
          {t(`acl.${rule.effect}`)}
        </Badge>
      ),
    },
    {
      ...{ key: "pattern", header: t("acl.pattern"), isFixed: true },
      text: (rule) => rule.pattern,
      cell: (rule) => (
        <>
          <Code className="break">{rule.pattern}</Code>
          <Text size="xs" c="dimmed">
            {limitsOf(t, rule)}
          </Text>
        </>
      ),
    },
  ];
}

interface RulePanelProps {
  readonly rules: readonly AccessRule[];
  readonly onEdit: (rule: AccessRule | "new") => void;
  readonly onRemove: (rule: AccessRule) => void;
}

function RulePanel({ rules, onEdit, onRemove }: RulePanelProps) {
  const { t } = useTranslation();
  const { move, isMoving } = useReorder(rules);
  const subjectOf = useSubjectText();
  const placed = rules.map((rule, at): Placed => ({ ...rule, place: at + 1 }));
  return (
    <Panel isFlush>
      <PageAction>
        <Button leftSection={<IconPlus size={16} />} onClick={() => onEdit("new")}>
          {t("acl.new")}
        </Button>
      </PageAction>
      <DataTable
        {...{ name: "rules", label: t("acl.title"), columns: columnsOf(t, subjectOf) }}
        queryKey={["rules", "table", rules]}
        keyOf={(rule) => String(rule.id)}
        nameOf={(rule) => rule.pattern}
        load={async (request) =>
          listLocally(placed, request, { words: (rule) => [rule.pattern, subjectOf(rule), rule.notes] })
        }
        searchLabel={t("acl.search")}
        onOpen={onEdit}
        rowActions={(rule) => (
          <RowActions
            {...{ rule, isMoving, place: rule.place, count: rules.length }}
            onMove={(by) => move(rule.place - 1, by)}
            onEdit={() => onEdit(rule)}
            onRemove={() => onRemove(rule)}
          />
        )}
        empty={{ icon: <IconListCheck size={22} />, title: t("acl.empty"), text: t("acl.note") }}
      />
    </Panel>
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
  return (
    <Stack gap="md">
      <Loaded query={rules}>
        {({ items }) => <RulePanel rules={items} onEdit={setEdited} onRemove={setRemoving} />}
      </Loaded>
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
