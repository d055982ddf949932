// A device's properties as its registers hold them: value, raw bytes, when they were read, and what went wrong.

import { ActionIcon, Button, Code, Text } from "@mantine/core";
import { IconListNumbers, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Property, ThingModel } from "../../../../src/spine/model.ts";
import { orderOf, type RegisterMap, type RegisterPoint } from "../../../../src/spine/register-map.ts";
import type { DeviceKey } from "../../api.ts";
import { Ago } from "../../base/ago.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastProblem } from "../../base/toast.ts";
import { Quality } from "../../devices/quality.tsx";
import { unitOf, valueText } from "../../devices/value-text.ts";
import { registerMapQuery } from "../../products/registers/register-calls.ts";
import { queries, queryClient } from "../../queries.ts";
import type { PointState } from "../contract.ts";
import { fieldbusCalls } from "../fieldbus-calls.ts";
import { hexPairs, inLanguage } from "../link-words.ts";

interface PointRow {
  readonly point: RegisterPoint;
  readonly property: Property | undefined;
  /** Undefined before anything is known of it. */
  readonly state: PointState | undefined;
}

function ValueCell({ row: { property, state } }: { row: PointRow }) {
  const { t } = useTranslation();
  if (state?.value === undefined || state.value === null)
    return (
      <Text size="sm" c="dimmed">
        {t("live.noValue")}
      </Text>
    );
  const unit = unitOf(property?.dataType);
  return (
    <>
      <Text span size="sm" fw={600} className="tabular">
        {valueText(state.value, property?.dataType, t)}
      </Text>
      {unit !== "" && (
        <Text span size="xs" c="dimmed" ml={4}>
          {unit}
        </Text>
      )}
      {typeof state.quality === "number" && <Quality quality={state.quality} />}
    </>
  );
}

/** `holding 18 · float32 CDAB · × 0.1`. */
function placeOf(point: RegisterPoint, unit: RegisterMap["unit"]): string {
  const order = orderOf(point, unit);
  const type = order === undefined || order.length <= 2 ? point.type : `${point.type} ${order}`;
  const scale = "scale" in point && point.scale !== 1 ? ` · × ${point.scale}` : "";
  return `${point.address} · ${type}${scale}`;
}

function ReadCell({ state }: { state: PointState | undefined }) {
  return (
    <>
      <Ago ts={state?.ts} size="sm" />
      {state?.failure && (
        <Text size="xs" c="var(--bad)">
          {inLanguage(state.failure.text)}
        </Text>
      )}
    </>
  );
}

function useColumns(unit: RegisterMap["unit"]): readonly Column<PointRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "property",
      header: t("register.property"),
      isFixed: true,
      phone: "title",
      text: ({ point }) => point.identifier,
      cell: ({ point, property }) => (
        <>
          <Text size="sm" fw={550}>
            {property?.name ?? point.identifier}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {point.identifier}
          </Text>
        </>
      ),
    },
    {
      key: "value",
      header: t("live.value"),
      text: ({ state }) => (state?.value === undefined ? undefined : String(state.value)),
      cell: (row) => <ValueCell row={row} />,
    },
    {
      key: "raw",
      header: t("fieldbus.raw"),
      text: ({ state }) => state?.raw,
      cell: ({ state }) =>
        state === undefined || state.raw === "" ? "–" : <Code>{hexPairs(state.raw)}</Code>,
    },
    {
      key: "register",
      header: t("fieldbus.register"),
      text: ({ point }) => placeOf(point, unit),
      cell: ({ point }) => (
        <>
          <Text size="sm">{t(`register.area.${point.area}`)}</Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {placeOf(point, unit)}
          </Text>
        </>
      ),
    },
    {
      key: "read",
      header: t("fieldbus.lastRead"),
      cell: ({ state }) => <ReadCell state={state} />,
    },
  ];
}

function useReadNow(device: DeviceKey) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (identifiers: readonly string[]) => fieldbusCalls.readPoints(device, identifiers),
    onError: (error) => toastProblem(error, t),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["links", "points-shown"] }),
  });
}

interface TableProps {
  /** What to do where there are no registers. */
  readonly empty: { readonly text: string; readonly action?: ReactNode };
  readonly device: DeviceKey;
  readonly map: RegisterMap;
  readonly model: ThingModel;
}

function Table({ device, map, model, empty }: TableProps) {
  const { t } = useTranslation();
  const mayRead = useMay("field buses", "command");
  const readNow = useReadNow(device);
  const properties = new Map(model.properties.map((property) => [property.identifier, property]));
  const readable = map.points.filter(({ access }) => access !== "w").map(({ identifier }) => identifier);
  const rows = async (): Promise<PointRow[]> => {
    const { items } = await fieldbusCalls.points(device);
    const states = new Map(items.map((state) => [state.identifier, state]));
    return map.points.map((point) => ({
      point,
      property: properties.get(point.identifier),
      state: states.get(point.identifier),
    }));
  };
  return (
    <DataTable
      name="device-registers"
      label={t("register.tab")}
      columns={useColumns(map.unit)}
      keyOf={({ point }) => point.identifier}
      nameOf={({ point, property }) => property?.name ?? point.identifier}
      queryKey={["links", "points-shown", device.productKey, device.deviceName, map.points]}
      refreshMs={2_000}
      load={async (request) =>
        listLocally(await rows(), request, {
          words: ({ point, property }) => [point.identifier, property?.name, String(point.address)],
        })
      }
      searchLabel={t("register.search")}
      empty={{
        icon: <IconListNumbers size={24} />,
        title: t("register.none"),
        ...empty,
      }}
      {...(mayRead && {
        rowActions: ({ point, property }: PointRow) => (
          <ActionIcon
            aria-label={t("fieldbus.readOne", { name: property?.name ?? point.identifier })}
            disabled={point.access === "w"}
            loading={readNow.isPending && (readNow.variables?.includes(point.identifier) ?? false)}
            onClick={() => readNow.mutate([point.identifier])}
          >
            <IconRefresh size={15} />
          </ActionIcon>
        ),
        tools: (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            disabled={readable.length === 0}
            loading={readNow.isPending}
            onClick={() => readNow.mutate(readable)}
          >
            {t("fieldbus.readAll")}
          </Button>
        ),
      })}
    />
  );
}

export function PointTable({ device, empty }: Pick<TableProps, "device" | "empty">) {
  const map = useQuery(registerMapQuery(device.productKey));
  const model = useQuery(queries.model(device.productKey));
  return (
    <Loaded query={map}>
      {(registers) => (
        <Loaded query={model}>
          {(thingModel) => <Table device={device} map={registers} model={thingModel} empty={empty} />}
        </Loaded>
      )}
    </Loaded>
  );
}
