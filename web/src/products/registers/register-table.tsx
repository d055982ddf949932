// The points of a register map as a list.

import { Button, Code, Text } from "@mantine/core";
import { IconDownload, IconListNumbers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Property, ThingModel } from "../../../../src/spine/model.ts";
import { orderOf, type RegisterMap, type RegisterPoint } from "../../../../src/spine/register-map.ts";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { download } from "../../base/listing/download.ts";
import { listLocally } from "../../base/listing/local-listing.ts";
import { registerCsv } from "./register-csv.ts";

export interface RegisterRow {
  readonly point: RegisterPoint;
  /** Undefined where the model lacks it. */
  readonly property: Property | undefined;
}

interface RegisterTableProps {
  /** Of the downloaded file. */
  readonly name: string;
  readonly map: RegisterMap;
  readonly model: ThingModel;
  readonly rowActions?: (row: RegisterRow) => ReactNode;
  readonly tools?: ReactNode;
  readonly onOpen?: (row: RegisterRow) => void;
}

/** `uint32 CDAB`, `bit 3`, `bits 4–7`, `string 8`. */
function typeText(point: RegisterPoint, unit: RegisterMap["unit"]): string {
  if (point.type === "bit") return `bit ${point.bit}`;
  if (point.type === "bits") return `bits ${point.bit}–${point.bit + point.length - 1}`;
  if (point.type === "string" || point.type === "bytes") return `${point.type} ${point.registers}`;
  const order = orderOf(point, unit);
  return order === undefined || order.length <= 2 ? point.type : `${point.type} ${order}`;
}

/** `× 0.1 − 40`; empty for bits and texts. */
function scaleText(point: RegisterPoint): string {
  if (!("scale" in point)) return "";
  const parts = [`× ${point.scale}`];
  if (point.exponentAddress !== undefined) parts.push(`× 10^[${point.exponentAddress}]`);
  if (point.offset !== 0) parts.push(`${point.offset < 0 ? "−" : "+"} ${Math.abs(point.offset)}`);
  return parts.join(" ");
}

function valueText(point: RegisterPoint, property: Property | undefined): string {
  const unit = property && "unit" in property.dataType ? (property.dataType.unit ?? "") : "";
  return `${scaleText(point)} ${unit}`.trim();
}

function Place({ point: { area, address, shownAs } }: { point: RegisterPoint }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`register.area.${area}`)} <Code>{address}</Code>
      {shownAs !== undefined && (
        <Text span size="xs" c="dimmed" ml={6} ff="monospace">
          {shownAs}
        </Text>
      )}
    </>
  );
}

function useColumns(unit: RegisterMap["unit"]): readonly Column<RegisterRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "property",
      header: t("register.property"),
      isFixed: true,
      phone: "title",
      cell: ({ point, property }) => (
        <>
          <Text size="sm" fw={550}>
            {property?.name ?? t("register.noProperty")}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {point.identifier}
          </Text>
        </>
      ),
    },
    { key: "address", header: t("register.address"), cell: ({ point }) => <Place point={point} /> },
    {
      key: "type",
      header: t("register.type"),
      cell: ({ point }) => (
        <Text span size="sm" ff="monospace">
          {typeText(point, unit)}
        </Text>
      ),
    },
    {
      key: "value",
      header: t("register.value"),
      cell: ({ point, property }) => valueText(point, property),
    },
    {
      key: "access",
      header: t("register.access"),
      cell: ({ point }) => t(`register.accessOf.${point.access}`),
    },
    {
      key: "group",
      header: t("register.group"),
      phone: "none",
      fromPx: 900,
      cell: ({ point }) => point.group ?? t("register.onDemand"),
    },
    {
      key: "note",
      header: t("register.note"),
      phone: "none",
      fromPx: 1_050,
      cell: ({ point }) => (
        <Text span size="xs" c="dimmed">
          {point.note}
        </Text>
      ),
    },
  ];
}

const wordsOf = ({ point, property }: RegisterRow) => [
  point.identifier,
  property?.name,
  String(point.address),
  point.shownAs,
];

export function RegisterTable({ name, map, model, rowActions, tools, onOpen }: RegisterTableProps) {
  const { t } = useTranslation();
  const properties = new Map(model.properties.map((property) => [property.identifier, property]));
  const rows = map.points.map((point) => ({ point, property: properties.get(point.identifier) }));
  return (
    <DataTable
      name="registers"
      label={t("register.title")}
      columns={useColumns(map.unit)}
      keyOf={({ point }) => point.identifier}
      nameOf={({ point, property }) => property?.name ?? point.identifier}
      queryKey={["registers-shown", name, map, model]}
      load={async (request) => listLocally(rows, request, { words: wordsOf })}
      searchLabel={t("register.search")}
      empty={{ icon: <IconListNumbers size={24} />, title: t("register.none"), text: t("register.noneText") }}
      {...(rowActions && { rowActions })}
      {...(onOpen && { onOpen })}
      tools={
        // Where a map may be exported in every format, its own tools do it.
        tools ?? (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            disabled={map.points.length === 0}
            onClick={() => download(`${name}-registers.csv`, registerCsv(map), "text/csv")}
          >
            CSV
          </Button>
        )
      }
    />
  );
}
