// Keys by which programs call the API and log in at the broker.

import { ActionIcon, Badge, Button, Menu, Text } from "@mantine/core";
import { IconDots, IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useScopeText } from "../../accounts/roles/scope-list.tsx";
import { api } from "../../api.ts";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { useNow } from "../../base/figure/clock.ts";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { toastUndo } from "../../base/notice/toast-undo.tsx";
import { PageAction } from "../../base/page/page-action.tsx";
import { Panel } from "../../base/panel.tsx";
import { stampText } from "../../base/person/time-zone.ts";
import { formatDay } from "../../base/quantity.ts";
import { toastProblem } from "../../base/toast.ts";
import { ONE_FIELD } from "../../edit/edit.ts";
import { queryClient } from "../../queries.ts";
import type { ApplicationKey } from "../contract.ts";
import { KeyForm } from "./key-form.tsx";
import { RotateKey } from "./key-secret.tsx";

interface KeyMenuProps {
  readonly one: ApplicationKey;
  readonly onChange: () => void;
  readonly onRotate: () => void;
  readonly onRemove: () => void;
}

function KeyMenu({ one, onChange, onRotate, onRemove }: KeyMenuProps) {
  const { t } = useTranslation();
  const flip = useMutation({
    mutationFn: (isEnabled: boolean) => api.updateKey(one.keyId, { isEnabled }, ONE_FIELD),
    onSuccess: (_, isEnabled) => {
      const text = t(isEnabled ? "word.enabledName" : "word.disabledName", { name: one.name });
      toastUndo(text, () => flip.mutate(!isEnabled));
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
        <Menu.Item onClick={onChange}>{t("word.change")}</Menu.Item>
        <Menu.Item onClick={onRotate}>{t("keyRights.rotate")}</Menu.Item>
        <Menu.Item onClick={() => flip.mutate(!one.isEnabled)}>
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

type ScopeText = ReturnType<typeof useScopeText>;

/** What a key may do by the API, and where. */
function rightsColumn(t: TFunction, scopeText: ScopeText): Column<ApplicationKey> {
  return {
    ...{ key: "rights", header: t("keyRights.column") },
    text: (one) =>
      [...one.actions.map((action) => t(`action.${action}`)), ...one.scopes.map(scopeText)].join(", "),
    cell: (one) =>
      one.actions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("keyRights.none")}
        </Text>
      ) : (
        <>
          <Text size="sm">{one.actions.map((action) => t(`action.${action}`)).join(", ")}</Text>
          <Text size="xs" c="dimmed">
            {[...one.scopes.map(scopeText), ...(one.isSigned ? [t("signing.signed")] : [])].join("; ")}
          </Text>
        </>
      ),
  };
}

function columnsOf(
  t: TFunction,
  scopeText: ReturnType<typeof useScopeText>,
): readonly Column<ApplicationKey>[] {
  return [
    {
      ...{ key: "name", header: t("key.name"), sort: "name", isFixed: true, phone: "title" },
      text: (one) => one.name,
      cell: (one) => (
        <>
          <Text size="sm" fw={550}>
            {one.name}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {one.keyId}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "state", header: t("key.state"), phone: "aside" },
      text: (one) => (one.isEnabled ? "enabled" : "disabled"),
      cell: (one) => <KeyState one={one} />,
    },
    {
      ...{ key: "description", header: t("key.description"), fromPx: 760 },
      text: (one) => one.description,
      cell: (one) => (
        <Text size="sm" c="dimmed">
          {one.description || "–"}
        </Text>
      ),
    },
    rightsColumn(t, scopeText),
    {
      ...{ key: "lastUsed", header: t("key.lastUsed"), sort: "lastUsed" },
      text: (one) => one.lastUsedAt && stampText(one.lastUsedAt),
      cell: (one) => (
        <>
          {one.lastUsedAt === null ? t("word.never") : <Ago ts={one.lastUsedAt} size="sm" />}
          {one.lastAddress !== null && (
            <Text size="xs" c="dimmed" ff="monospace">
              {one.lastAddress}
            </Text>
          )}
        </>
      ),
    },
    {
      ...{ key: "expires", header: t("key.expiresAt"), sort: "expires" },
      text: (one) => one.expiresAt && stampText(one.expiresAt),
      cell: (one) => (one.expiresAt === null ? "–" : formatDay(one.expiresAt)),
    },
  ];
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

const ORDERS = {
  name: (one: ApplicationKey) => one.name,
  lastUsed: (one: ApplicationKey) => one.lastUsedAt,
  expires: (one: ApplicationKey) => one.expiresAt,
};

export function KeyList() {
  const { t } = useTranslation();
  const scopeText = useScopeText();
  const [edited, setEdited] = useState<ApplicationKey | "new">();
  const [rotating, setRotating] = useState<ApplicationKey>();
  const [removing, setRemoving] = useState<ApplicationKey>();
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("key.new")}
    </Button>
  );
  return (
    <Panel isFlush>
      <PageAction>{add}</PageAction>
      <DataTable
        {...{ name: "keys", label: t("key.title"), queryKey: ["keys"], columns: columnsOf(t, scopeText) }}
        keyOf={(one) => one.keyId}
        nameOf={(one) => one.name}
        load={async (request) =>
          listLocally((await api.keys()).items, request, {
            ...{ words: (one) => [one.name, one.keyId, one.description], orders: ORDERS },
          })
        }
        searchLabel={t("key.search")}
        onOpen={setEdited}
        rowActions={(one) => (
          <KeyMenu
            {...{ one, onChange: () => setEdited(one), onRotate: () => setRotating(one) }}
            onRemove={() => setRemoving(one)}
          />
        )}
        empty={{ icon: <IconKey size={22} />, title: t("key.empty"), text: t("key.emptyText") }}
      />
      <KeyForm one={edited} onClose={() => setEdited(undefined)} />
      <RotateKey one={rotating} onClose={() => setRotating(undefined)} />
      <RemoveKey one={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
