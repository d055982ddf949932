// Devices as a table that the import takes back: the same columns, row by row, never held as a whole.

import type { Reach } from "../../http/http.ts";
import { CSV_BOM, csvLine } from "../../kit/csv-text.ts";
import { nextTurn } from "../../kit/next-turn.ts";
import { type XlsxCell, xlsxStream } from "../../kit/xlsx-stream.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { Device } from "../device-entry.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import type { Devices } from "../registry/contract.ts";
import type { DeviceFilter } from "../registry/listing-store.ts";
import type { DeviceTags } from "../topology/tags.ts";
import type { Topology } from "../topology/topology.ts";

export interface ExportDeps {
  readonly devices: Pick<Devices, "idsOf" | "byId">;
  readonly tags: Pick<DeviceTags, "of">;
  readonly groups: Pick<DeviceGroups, "pathOf">;
  readonly topology: Pick<Topology, "gatewayOf">;
}

export interface ExportOptions {
  /** Asked for each portion: what is reached may change while it is read. */
  readonly filter: () => DeviceFilter;
  /** Names of groups and gateways beyond it are left out. */
  readonly reach: Pick<Reach, "isAll" | "coversGroup" | "coversDevice">;
  readonly hasSecrets: boolean;
}

const PAGE = 100;
type Cell = string | number | boolean | undefined;

interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (device: Device, deps: ExportDeps & Pick<ExportOptions, "reach">) => Cell;
}

const COLUMNS: readonly Column[] = [
  { title: "productKey", width: 16, cell: ({ productKey }) => productKey },
  { title: "deviceName", width: 24, cell: ({ deviceName }) => deviceName },
  { title: "deviceSecret", width: 36, cell: ({ deviceSecret }) => deviceSecret },
  { title: "name", width: 24, cell: ({ name }) => name },
  { title: "notes", width: 24, cell: ({ notes }) => notes },
  {
    title: "group",
    width: 30,
    cell({ groupId }, { groups, reach }) {
      const isShown = groupId !== null && (reach.isAll || reach.coversGroup(groupId));
      return isShown ? groups.pathOf(groupId).join("/") : "";
    },
  },
  { title: "tags", width: 30, cell: (device, { tags }) => tagText(tags.of(device)) },
  { title: "latitude", width: 12, cell: ({ latitude }) => latitude ?? undefined },
  { title: "longitude", width: 12, cell: ({ longitude }) => longitude ?? undefined },
  { title: "place", width: 24, cell: ({ place }) => place },
  { title: "isEnabled", width: 10, cell: ({ isEnabled }) => isEnabled },
  {
    title: "gateway",
    width: 24,
    cell(device, { topology, reach }) {
      const gateway = topology.gatewayOf(device);
      const isShown = gateway && reach.coversDevice(gateway.productKey, gateway.deviceName);
      return isShown ? deviceKey(gateway.productKey, gateway.deviceName) : undefined;
    },
  },
  // What follows is for people: the import leaves it out.
  { title: "state", width: 10, cell: ({ state }) => state },
  { title: "lastSeenAt", width: 22, cell: ({ lastSeenAt }) => isoTime(lastSeenAt) },
  { title: "activatedAt", width: 22, cell: ({ activatedAt }) => isoTime(activatedAt) },
  { title: "createdAt", width: 22, cell: ({ createdAt }) => isoTime(createdAt) },
];

/** UTF-8 with a mark for Excel. */
export async function* exportCsv(options: ExportOptions, deps: ExportDeps): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(CSV_BOM + csvLine(columnsOf(options).map(({ title }) => title)));
  for await (const rows of rowsOf(options, deps))
    yield encoder.encode(rows.map((cells) => csvLine(cells)).join(""));
}

/** The same table as an .xlsx file. */
export function exportXlsx(options: ExportOptions, deps: ExportDeps): AsyncGenerator<Uint8Array> {
  const columns = columnsOf(options).map(({ title, width }) => ({ title, width, kind: "value" as const }));
  return xlsxStream({ columns, rows: rowsOf(options, deps) });
}

function columnsOf({ hasSecrets }: ExportOptions): readonly Column[] {
  return hasSecrets ? COLUMNS : COLUMNS.filter(({ title }) => title !== "deviceSecret");
}

async function* rowsOf(options: ExportOptions, deps: ExportDeps): AsyncGenerator<XlsxCell[][]> {
  const columns = columnsOf(options);
  const shown = { ...deps, reach: options.reach };
  for (let after = 0; ; ) {
    const ids = deps.devices.idsOf(options.filter(), { after, limit: PAGE });
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    const devices = ids.flatMap((id) => deps.devices.byId(id) ?? []);
    yield devices.map((device) => columns.map(({ cell }) => emptied(cell(device, shown))));
    await nextTurn();
  }
}

function emptied(cell: Cell): XlsxCell {
  return cell === "" ? undefined : cell;
}

/** As the import reads it: a semicolon in a value would begin another tag, so it becomes a comma. */
function tagText(tags: Readonly<Record<string, string>>): string {
  const text = (value: string) => value.replace(/[;；\n]/g, ",");
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${text(value)}`)
    .join(";");
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
