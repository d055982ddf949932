// Gantry as a Modbus server: which properties SCADA and panels read at which registers.

import { ActionIcon, Anchor, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconDownload, IconPencil, IconPlus, IconServer2, IconStack2, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { sizeOf } from "../../../../src/spine/register-map.ts";
import { Confirm } from "../../base/confirm.tsx";
import type { Column, Selection } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { download } from "../../base/listing/download.ts";
import { listLocally } from "../../base/listing/local-listing.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { deviceHref } from "../../devices/device-href.ts";
import { useBasis } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import type { Exposure } from "../contract.ts";
import { ClientList } from "./client-list.tsx";
import { exposureCsv, notationOf, orderText, scaleOf } from "./exposure-csv.ts";
import { ExposureForm } from "./exposure-form.tsx";
import { type ModbusServer, modbusServerQuery, saveServer } from "./server-calls.ts";
import { ServingPanel } from "./serving-panel.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { WholeDevices } from "./whole/whole-devices.tsx";

const keyOf = ({ unit, point }: Exposure) =>
  `${unit} ${point.area} ${point.address} ${"bit" in point ? point.bit : ""}`;

function useColumns(): readonly Column<Exposure>[] {
  const { t } = useTranslation();
  return [
    {
      key: "property",
      header: t("register.property"),
      isFixed: true,
      phone: "title",
      cell: (one) => (
        <>
          <Anchor component={Link} href={deviceHref(one)} size="sm">
            {one.deviceName}
          </Anchor>
          <Text size="xs" c="dimmed" ff="monospace" className="break">
            {one.productKey} · {one.point.identifier}
          </Text>
        </>
      ),
    },
    { key: "unit", header: t("fieldbus.unit"), align: "right", sort: "unit", cell: ({ unit }) => unit },
    {
      key: "address",
      header: t("register.address"),
      sort: "address",
      cell: ({ point }) => (
        <>
          {t(`register.area.${point.area}`)} <Code>{point.address}</Code>
          <Text span size="xs" c="dimmed" ml={6} ff="monospace">
            {notationOf(point.area, point.address)}
          </Text>
        </>
      ),
    },
    {
      key: "type",
      header: t("register.type"),
      cell: (one) => (
        <Text span size="sm" ff="monospace">
          {one.point.type} {orderText(one).length > 2 && orderText(one)}
        </Text>
      ),
    },
    { key: "scale", header: t("register.scale"), align: "right", cell: scaleOf },
    {
      key: "access",
      header: t("register.access"),
      cell: ({ point }) => t(`register.accessOf.${point.access}`),
    },
  ];
}

function Listening({ server }: { server: ModbusServer }) {
  const { t } = useTranslation();
  const { state, port, error, connections, isAllowed } = server.listener;
  if (!isAllowed) return <Notice tone="warn">{t("fieldbus.server.forbidden")}</Notice>;
  if (state === "off") return <Notice tone="idle">{t("fieldbus.server.off")}</Notice>;
  if (state === "failed")
    return (
      <Notice tone="bad" title={t("fieldbus.server.failed", { port })}>
        {error}
      </Notice>
    );
  return (
    <Notice tone="ok" icon={<IconServer2 size={18} />}>
      {t("fieldbus.server.listening", { port, count: connections })}{" "}
      {server.settings.allowed.length === 0 && t("fieldbus.server.open")}
    </Notice>
  );
}

/** Behind the last that is there. */
function nextAddress(exposures: readonly Exposure[]): number {
  const ends = exposures
    .filter(({ point }) => point.area === "holding")
    .map(({ point }) => point.address + sizeOf(point));
  return Math.min(65_535, Math.max(0, ...ends));
}

/** Where it stood before, else at the end. */
function placed(exposures: readonly Exposure[], before: Exposure | undefined, made: Exposure) {
  const key = before && keyOf(before);
  const isThere = exposures.some((one) => keyOf(one) === key);
  return isThere ? exposures.map((one) => (keyOf(one) === key ? made : one)) : [...exposures, made];
}

const without = (exposures: readonly Exposure[], gone: readonly Exposure[]) => {
  const keys = new Set(gone.map(keyOf));
  return exposures.filter((one) => !keys.has(keyOf(one)));
};

/** As they are now, by where they are served: an edit of them rests on that. */
const partOf = (chosen: readonly Exposure[]) => {
  const keys = new Set(chosen.map(keyOf));
  return (all: readonly Exposure[]) =>
    Object.fromEntries(all.filter((one) => keys.has(keyOf(one))).map((one) => [keyOf(one), one]));
};

function useSave(onDone: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: saveServer,
    onSuccess: (server) => {
      queryClient.setQueryData(modbusServerQuery().queryKey, server);
      toastDone(t("word.saved"));
      onDone();
    },
  });
}

interface RowButtonsProps {
  readonly exposure: Exposure;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function RowButtons({ exposure, onEdit, onRemove }: RowButtonsProps) {
  const { t } = useTranslation();
  const name = `${exposure.deviceName} ${exposure.point.identifier}`;
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon aria-label={t("fieldbus.server.editOne", { name })} onClick={onEdit}>
        <IconPencil size={15} />
      </ActionIcon>
      <ActionIcon aria-label={t("fieldbus.server.removeOne", { name })} onClick={onRemove}>
        <IconTrash size={15} />
      </ActionIcon>
    </Group>
  );
}

interface TableProps {
  readonly exposures: readonly Exposure[];
  readonly onEdit: (exposure: Exposure | "new") => void;
  readonly onAddWhole: () => void;
  /** `clear`: nothing is selected any more once they are gone. */
  readonly onRemove: (exposures: readonly Exposure[], clear?: () => void) => void;
}

function ExposureTable({ exposures, onEdit, onAddWhole, onRemove }: TableProps) {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const add = (
    <>
      <Button variant="default" leftSection={<IconStack2 size={16} />} onClick={onAddWhole}>
        {t("served.whole.add")}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => onEdit("new")}>
        {t("fieldbus.server.add")}
      </Button>
    </>
  );
  return (
    <DataTable
      name="exposures"
      label={t("fieldbus.server.exposures")}
      columns={useColumns()}
      keyOf={keyOf}
      nameOf={({ deviceName, point }) => `${deviceName} ${point.identifier}`}
      queryKey={["exposures-shown", exposures]}
      load={async (request) =>
        listLocally(exposures, request, {
          words: ({ deviceName, productKey, point }) => [deviceName, productKey, point.identifier],
          orders: { unit: ({ unit }) => unit, address: ({ point }) => point.address },
        })
      }
      searchLabel={t("fieldbus.server.search")}
      empty={{
        icon: <IconServer2 size={24} />,
        title: t("fieldbus.server.none"),
        text: t("fieldbus.server.noneText"),
        ...(mayWrite && { action: <Group gap="xs">{add}</Group> }),
      }}
      {...(mayWrite && {
        rowActions: (exposure: Exposure) => (
          <RowButtons
            exposure={exposure}
            onEdit={() => onEdit(exposure)}
            onRemove={() => onRemove([exposure])}
          />
        ),
        bulk: (selection: Selection<Exposure>, clear: () => void) => (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconTrash size={15} />}
            onClick={() => selection.kind === "rows" && onRemove(selection.rows, clear)}
          >
            {t("word.delete")}
          </Button>
        ),
      })}
      tools={
        <>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            disabled={exposures.length === 0}
            onClick={() => download("modbus-server-addresses.csv", exposureCsv(exposures), "text/csv")}
          >
            {t("fieldbus.server.csv")}
          </Button>
          {mayWrite && add}
        </>
      }
    />
  );
}

interface Removal {
  readonly gone: readonly Exposure[];
  readonly clear: (() => void) | undefined;
}

function removalTitle(gone: readonly Exposure[], t: TFunction): string {
  const [only] = gone;
  return gone.length === 1 && only
    ? t("fieldbus.server.removeOne", { name: only.point.identifier })
    : t("served.removeMany", { count: gone.length });
}

/** What is exposed, and everything that is done to it. */
function Exposed({ server }: { server: ModbusServer }) {
  const { t } = useTranslation();
  const { exposures } = server;
  const [edited, setEdited] = useState<Exposure | "new" | "whole">();
  const [removed, setRemoved] = useState<Removal>();
  const { held: basis, reloads, take } = useBasis(server);
  const save = useSave(() => {
    setEdited(undefined);
    removed?.clear?.();
    setRemoved(undefined);
  });
  const open = (wanted: Exposure | "new" | "whole") => {
    save.reset();
    take();
    setEdited(wanted);
  };
  const one = typeof edited === "string" ? undefined : edited;
  const changed = one ? [one] : [];
  const drawer = {
    ...{ address: nextAddress(exposures), isBusy: save.isPending, error: save.error },
    onClose: () => setEdited(undefined),
  };
  return (
    <>
      <Panel title={t("fieldbus.server.exposures")} note={t("fieldbus.server.exposuresNote")} isFlush>
        <ExposureTable
          exposures={exposures}
          onEdit={open}
          onAddWhole={() => open("whole")}
          onRemove={(gone, clear) => {
            take();
            setRemoved({ gone, clear });
          }}
        />
      </Panel>
      <WholeDevices
        {...drawer}
        isOpen={edited === "whole"}
        onSave={(made) => save.mutate({ basis, exposures: (all) => [...all, ...made] })}
      />
      <ExposureForm
        {...drawer}
        key={`form ${reloads}`}
        isOpen={edited !== undefined && edited !== "whole"}
        exposure={one && (basis.exposures.find((now) => keyOf(now) === keyOf(one)) ?? one)}
        onSave={(made) =>
          save.mutate({ basis, exposures: (all) => placed(all, one, made), part: partOf(changed) })
        }
      />
      <Confirm
        isOpen={removed !== undefined}
        title={removalTitle(removed?.gone ?? [], t)}
        text={t("fieldbus.server.removeText")}
        confirmLabel={t("word.delete")}
        isBusy={save.isPending}
        onConfirm={() =>
          removed &&
          save.mutate(
            { basis, exposures: (all) => without(all, removed.gone), part: partOf(removed.gone) },
            { onError: (error) => toastProblem(error, t) },
          )
        }
        onClose={() => setRemoved(undefined)}
      />
    </>
  );
}

function Content({ server }: { server: ModbusServer }) {
  const { t } = useTranslation();
  const [isSetting, setIsSetting] = useState(false);
  const { held: basis, reloads, take } = useBasis(server);
  const save = useSave(() => setIsSetting(false));
  return (
    <Stack gap="md">
      <Listening server={server} />
      <ServingPanel
        server={server}
        onChange={() => {
          save.reset();
          take();
          setIsSetting(true);
        }}
      />
      <SettingsForm
        key={`settings ${reloads}`}
        settings={basis.settings}
        isOpen={isSetting}
        isBusy={save.isPending}
        error={save.error}
        onSave={(settings) => save.mutate({ basis, settings })}
        onClose={() => setIsSetting(false)}
      />
      {server.clients.length > 0 && (
        <Panel title={t("served.clients")}>
          <ClientList clients={server.clients} />
        </Panel>
      )}
      <Exposed server={server} />
    </Stack>
  );
}

export function ModbusServerView() {
  const server = useQuery(modbusServerQuery());
  return <Loaded query={server}>{(answer) => <Content server={answer} />}</Loaded>;
}
