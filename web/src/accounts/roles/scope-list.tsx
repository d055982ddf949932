// The choice of what rights reach: everything, or a list of products, groups, devices and single properties.

import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import type { Scope } from "../../contract.ts";
import { GroupSelect } from "../../devices/groups/group-select.tsx";
import { groupsQuery } from "../../devices/groups/use-groups.ts";
import { ProductSelect } from "../../products/product-select.tsx";

export type ScopeKind = Scope["kind"];
type PartKind = Exclude<ScopeKind, "all">;

/** What a scope is called: the path of a group, `product/device/property`. */
export function useScopeText(): (scope: Scope) => string {
  const { t } = useTranslation();
  const { data } = useQuery(groupsQuery());
  return (scope) => {
    if (scope.kind === "all") return t("scope.all");
    if (scope.kind === "group") {
      const path = data?.items.find(({ id }) => id === scope.groupId)?.path;
      return `${t("scope.kind.group")}: ${path ?? `#${scope.groupId}`}`;
    }
    const device = "deviceName" in scope ? `/${scope.deviceName}` : "";
    const property = scope.kind === "property" ? ` · ${scope.identifier}` : "";
    return `${t(`scope.kind.${scope.kind}`)}: ${scope.productKey}${device}${property}`;
  };
}

interface Parts {
  readonly productKey: string | null;
  readonly deviceName: string | null;
  readonly groupId: number | null;
  readonly identifier: string;
}

const EMPTY: Parts = { productKey: null, deviceName: null, groupId: null, identifier: "" };

/** Undefined while something is missing. */
function scopeOf(kind: PartKind, { productKey, deviceName, groupId, identifier }: Parts): Scope | undefined {
  if (kind === "group") return groupId === null ? undefined : { kind, groupId };
  if (productKey === null) return undefined;
  if (kind === "product") return { kind, productKey };
  if (deviceName === null) return undefined;
  if (kind === "device") return { kind, productKey, deviceName };
  return identifier.trim() === ""
    ? undefined
    : { kind, productKey, deviceName, identifier: identifier.trim() };
}

interface DeviceChoiceProps {
  readonly productKey: string;
  readonly value: string | null;
  readonly onChange: (deviceName: string | null) => void;
}

function DeviceChoice({ productKey, value, onChange }: DeviceChoiceProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  const { data } = useQuery({
    queryKey: ["devices", "scope", productKey, q],
    queryFn: () => api.devices({ productKey, q, limit: 50 }),
  });
  const names = (data?.items ?? []).map(({ deviceName }) => deviceName);
  return (
    <Select
      label={t("scope.kind.device")}
      {...{ value, onChange, searchable: true }}
      data={value === null || names.includes(value) ? names : [value, ...names]}
      onSearchChange={setQ}
      filter={({ options }) => options}
      nothingFoundMessage={t("word.nothing")}
    />
  );
}

interface AdderProps {
  readonly kinds: readonly PartKind[];
  readonly onAdd: (scope: Scope) => void;
}

function Adder({ kinds, onAdd }: AdderProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<PartKind>(kinds[0] ?? "product");
  const [parts, setParts] = useState(EMPTY);
  const scope = scopeOf(kind, parts);
  const change = (some: Partial<Parts>) => setParts((before) => ({ ...before, ...some }));
  const isDevice = kind === "device" || kind === "property";
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={t("scope.kindLabel")}
        value={kind}
        onChange={(next) => setKind(kinds.find((one) => one === next) ?? kind)}
        data={kinds.map((one) => ({ value: one, label: t(`scope.kind.${one}`) }))}
      />
      {kind === "group" ? (
        <GroupSelect
          label={t("scope.kind.group")}
          noneLabel={t("scope.noGroup")}
          value={parts.groupId ?? undefined}
          onChange={(groupId) => change({ groupId })}
        />
      ) : (
        <ProductSelect
          label={t("scope.kind.product")}
          value={parts.productKey}
          onChange={(productKey) => change({ productKey, deviceName: null })}
        />
      )}
      {isDevice && parts.productKey !== null && (
        <DeviceChoice
          productKey={parts.productKey}
          value={parts.deviceName}
          onChange={(deviceName) => change({ deviceName })}
        />
      )}
      {kind === "property" && (
        <TextInput
          label={t("scope.kind.property")}
          value={parts.identifier}
          onChange={(event) => change({ identifier: event.currentTarget.value })}
        />
      )}
      <Button
        variant="default"
        leftSection={<IconPlus size={15} />}
        disabled={scope === undefined}
        onClick={() => {
          if (scope === undefined) return;
          onAdd(scope);
          setParts(EMPTY);
        }}
      >
        {t("scope.add")}
      </Button>
    </Stack>
  );
}

interface ScopeListProps {
  readonly value: readonly Scope[];
  readonly onChange: (scopes: Scope[]) => void;
  readonly kinds: readonly PartKind[];
}

export function ScopeList({ value, onChange, kinds }: ScopeListProps) {
  const { t } = useTranslation();
  const textOf = useScopeText();
  const isAll = value.some(({ kind }) => kind === "all");
  const key = (scope: Scope) => JSON.stringify(scope);
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={t("scope.title")}
        value={isAll ? "all" : "part"}
        onChange={(next) => onChange(next === "all" ? [{ kind: "all" }] : [])}
        data={[
          { value: "all", label: t("scope.all") },
          { value: "part", label: t("scope.part") },
        ]}
      />
      {!isAll && (
        <>
          {value.map((scope) => (
            <Group key={key(scope)} justify="space-between" gap="xs" wrap="nowrap">
              <Text size="sm" className="scope-text">
                {textOf(scope)}
              </Text>
              <ActionIcon
                aria-label={t("scope.remove", { name: textOf(scope) })}
                onClick={() => onChange(value.filter((one) => key(one) !== key(scope)))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          ))}
          {value.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("scope.none")}
            </Text>
          )}
          <Adder
            kinds={kinds}
            onAdd={(scope) => onChange([...value.filter((one) => key(one) !== key(scope)), scope])}
          />
        </>
      )}
    </Stack>
  );
}
