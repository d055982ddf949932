// A range of a device's points as a file to take away.

import * as v from "valibot";
import { actorOf, BooleanText, listText, params, query, type Router, route } from "../../http/http.ts";
import { byteStream } from "../../kit/byte-stream.ts";
import { AppError } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { TelemetryRoutesDeps } from "./deps.ts";
import { csvFile, type ExportTable, xlsxFile } from "./export-file.ts";
import { exportRows } from "./export-rows.ts";
import {
  AsOfSeq,
  ByName,
  checkRange,
  deviceIdOf,
  type Names,
  PROPERTIES_MAX,
  PropertyName,
  Range,
  reach,
  requireSeries,
  TAG,
  TimeZone,
} from "./query-parts.ts";

/** Each holds some tens of MB and keeps a core busy. */
const EXPORTS_MAX = 2;
const RETRY_S = 10;
const FORMATS = ["csv", "xlsx"] as const;
const MEDIA = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;
const ExportQuery = v.object({
  ...Range,
  property: listText(PropertyName, PROPERTIES_MAX),
  format: v.optional(v.picklist(FORMATS), "csv"),
  timeZone: v.optional(TimeZone),
  quality: v.optional(BooleanText, "false"),
  received: v.optional(BooleanText, "false"),
  asOfSeq: AsOfSeq,
});

export function addExportRoute(api: Router, deps: TelemetryRoutesDeps): void {
  let running = 0;
  api.get(
    "/devices/:productKey/:deviceName/export",
    route({
      id: "exportPoints",
      tag: TAG,
      summary: "Every point of some properties as a CSV or XLSX file",
      description:
        "A row for each time, a column for each property; the heading names the time zone. With `quality` and `received` " +
        "further columns say what each value is worth and when it was received. The file is written as it is read, " +
        "however long. XLSX goes on in a further sheet after 1,048,576 rows. Recorded in the audit trail.",
      allow: "read",
      reach: "touches",
      media: MEDIA.csv,
      returns: v.string(),
      errors: ["not_found", "telemetry_behind", "too_many_exports"],
    }),
    params(ByName),
    query(ExportQuery),
    async (c) => {
      const names = c.req.valid("param");
      const deviceId = deviceIdOf(deps, names);
      const {
        from,
        to,
        property: properties,
        format,
        quality,
        received,
        asOfSeq,
        ...rest
      } = c.req.valid("query");
      const timeZone = rest.timeZone ?? deps.site.timeZone;
      requireSeries(c, names, properties);
      checkRange({ from, to });
      await reach(deps, asOfSeq);
      if (running >= EXPORTS_MAX)
        throw new AppError("too_many_exports", { limit: EXPORTS_MAX, retryAfterS: RETRY_S });
      const target = deviceKey(names.productKey, names.deviceName);
      const after = { properties, from, to, format, timeZone };
      // HEAD asks whether it may; nothing is taken away.
      if (c.req.method === "GET") deps.audit(actorOf(c), { action: "telemetry.export", target, after });
      const table: ExportTable = {
        columns: properties.map((property) => ({ property, title: titleOf(deps, names, property) })),
        timeZone,
        hasQuality: quality,
        hasReceived: received,
        rows: exportRows(deps.telemetry, { deviceId, properties, fromMs: from, toMs: to }),
      };
      // Counted only while it is read: a stream that nobody begins to read never ends either.
      async function* counted(): AsyncGenerator<Uint8Array> {
        running += 1;
        try {
          yield* format === "csv" ? csvFile(table) : xlsxFile(table);
        } finally {
          running -= 1;
        }
      }
      const fileName = `${names.deviceName}.${format}`.replace(/[^\w.@-]/g, "_");
      return c.body(byteStream(counted()), 200, {
        "content-type": MEDIA[format],
        "content-disposition": `attachment; filename="${fileName}"`,
      });
    },
  );
}

function titleOf({ describeProperty }: TelemetryRoutesDeps, names: Names, property: string): string {
  const about = describeProperty?.(names.productKey, property);
  if (about === undefined) return property;
  const name = about.name === property ? property : `${about.name} [${property}]`;
  return about.unit === undefined || about.unit === "" ? name : `${name} (${about.unit})`;
}
