// The sub-devices of a gateway: how they are, binding one more, letting one go.

import { ActionIcon, Anchor, Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconRouter, IconUnlink } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { CHILDREN_PER_GATEWAY } from "../../../../src/spine/limits.ts";
import { api } from "../../api.ts";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import { StateBadge } from "../../base/figure/state-badge.tsx";
import { Pager, usePaging } from "../../base/listing/paging.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatCount } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { Empty, Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Device } from "../../contract.ts";
import { ProductSelect } from "../../products/product-select.tsx";
import { queries, queryClient } from "../../queries.ts";
import { deviceHref } from "../device-href.ts";
import { ReasonText } from "../reason.tsx";

const LIMIT = 50;

const refresh = () => queryClient.invalidateQueries({ queryKey: ["devices"] });

function BindForm({ gateway }: { gateway: Device }) {
  const { t } = useTranslation();
  const subs = useQuery(queries.products({ nodeType: "sub", limit: 1 }));
  const [chosen, setChosen] = useState<string>();
  const [deviceName, setDeviceName] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const productKey = chosen ?? subs.data?.items[0]?.productKey ?? "";
  const found = useQuery({ ...queries.devices({ productKey, q, limit: 20 }), enabled: productKey !== "" });
  const bind = useMutation({
    mutationFn: (child: { productKey: string; deviceName: string }) => api.bindChild(gateway, child),
    onSuccess: (child) => {
      toastDone(t("children.bound", { name: child.deviceName }));
      setDeviceName(null);
      return refresh();
    },
    onError: (error) => toastProblem(error, t),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (deviceName !== null) bind.mutate({ productKey, deviceName });
  };
  if (subs.isSuccess && subs.data.items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("children.needProduct")}
      </Text>
    );
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="end">
        <ProductSelect
          label={t("product.product")}
          value={productKey === "" ? null : productKey}
          onChange={(key) => {
            setChosen(key ?? undefined);
            setDeviceName(null);
          }}
          nodeType="sub"
          className="filter"
        />
        <Select
          label={t("children.child")}
          placeholder={t("device.search")}
          value={deviceName}
          onChange={setDeviceName}
          searchValue={text}
          onSearchChange={setText}
          data={(found.data?.items ?? []).map((device) => device.deviceName)}
          nothingFoundMessage={t("device.noneMatch")}
          filter={({ options }) => options}
          searchable
          clearable
        />
        <Button
          type="submit"
          leftSection={<IconPlus size={16} />}
          disabled={deviceName === null}
          loading={bind.isPending}
        >
          {t("children.bind")}
        </Button>
      </Group>
    </form>
  );
}

function ChildRow({ child, onUnbind }: { child: Device; onUnbind: (() => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={deviceHref(child)} className="row-link">
          {child.name || child.deviceName}
        </Link>
        <Text size="xs" c="dimmed" ff="monospace" className="break">
          {child.productKey}/{child.deviceName}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateBadge state={child.state} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="xs" c="dimmed">
          <ReasonText reason={child.stateReason} />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Ago ts={child.lastSeenAt} size="sm" />
      </Table.Td>
      <Table.Td ta="right">
        {onUnbind && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("children.unbindOne", { name: child.deviceName })}
            onClick={onUnbind}
          >
            <IconUnlink size={17} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Rows({ gateway, items }: { gateway: Device; items: readonly Device[] }) {
  const { t } = useTranslation();
  const mayBind = useMay("devices", "manage");
  const [leaving, setLeaving] = useState<Device>();
  const unbind = useMutation({
    mutationFn: (child: Device) =>
      api.unbindChild(gateway, { productKey: child.productKey, deviceName: child.deviceName }),
    onSuccess: refresh,
    onError: (error) => toastProblem(error, t),
    onSettled: () => setLeaving(undefined),
  });
  return (
    <>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("children.child")}</Table.Th>
            <Table.Th>{t("device.state")}</Table.Th>
            <Table.Th visibleFrom="md">{t("device.reason")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("device.lastSeen")}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t("children.unbind")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((child) => (
            <ChildRow
              key={`${child.productKey}/${child.deviceName}`}
              child={child}
              onUnbind={mayBind ? () => setLeaving(child) : undefined}
            />
          ))}
        </Table.Tbody>
      </Table>
      <Confirm
        isOpen={leaving !== undefined}
        title={t("children.unbindTitle")}
        text={t("children.unbindText", { name: leaving?.deviceName ?? "" })}
        confirmLabel={t("children.unbind")}
        isBusy={unbind.isPending}
        onConfirm={() => leaving && unbind.mutate(leaving)}
        onClose={() => setLeaving(undefined)}
      />
    </>
  );
}

export function ChildrenTab({ gateway }: { gateway: Device }) {
  const { t } = useTranslation();
  const mayBind = useMay("devices", "manage");
  const paging = usePaging(`${gateway.productKey}/${gateway.deviceName}`);
  const key = `${gateway.productKey}/${gateway.deviceName}`;
  const children = useQuery(
    queries.devices({
      gateway: key,
      limit: LIMIT,
      ...(paging.cursor !== undefined && { cursor: paging.cursor }),
    }),
  );
  return (
    <Stack gap="md">
      {mayBind && (
        <Panel title={t("children.bindTitle")} note={t("children.bindNote")}>
          <BindForm gateway={gateway} />
        </Panel>
      )}
      <Panel
        title={t("children.title")}
        note={t("children.count", {
          count: children.data?.total ?? 0,
          limit: formatCount(CHILDREN_PER_GATEWAY),
        })}
        actions={
          <Anchor component={Link} href={`/devices?gateway=${encodeURIComponent(key)}`} size="sm">
            {t("children.inList")}
          </Anchor>
        }
        isFlush
      >
        <Loaded query={children}>
          {(listing) =>
            listing.items.length === 0 ? (
              <Empty
                icon={<IconRouter size={24} />}
                title={t("children.empty")}
                text={t("children.emptyText")}
              />
            ) : (
              <>
                <Rows gateway={gateway} items={listing.items} />
                <Pager paging={paging} listing={listing} limit={LIMIT} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}
