import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  integerText,
  makeRouter,
  named,
  params,
  type Router,
  route,
} from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import { PARITIES } from "../../spine/fieldbus.ts";
import { REGISTER_AREAS } from "../../spine/register-map.ts";
import type { Fieldbus, FieldLink } from "../fieldbus.ts";
import type { FieldEngine, ScanProgress } from "./field-engine.ts";

export interface LinkScansDeps {
  readonly fieldbus: Fieldbus;
  readonly engine: FieldEngine;
  readonly audit: Audit;
}

const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(min), v.maxValue(max));
const REGISTERS_MOST = 125;
const BITS_MOST = 2_000;

const ScanBody = v.pipe(
  v.strictObject({
    fromUnit: v.optional(whole(1, 255), 1),
    toUnit: v.optional(whole(1, 255), 247),
    timeoutMs: v.optional(whole(50, 10_000), 300),
    isIdentified: v.pipe(
      v.optional(v.boolean(), true),
      v.description("Whoever is there is asked by function 2B/0E who it is"),
    ),
    /** Of a serial link: tried in turn instead of its own. */
    bauds: v.optional(v.pipe(v.array(whole(300, 4_000_000)), v.minLength(1), v.maxLength(16))),
    parities: v.optional(v.pipe(v.array(v.picklist(PARITIES)), v.minLength(1), v.maxLength(5))),
  }),
  v.check(({ fromUnit, toUnit }) => fromUnit <= toUnit, "fromUnit must not be greater than toUnit"),
);
const ScanJson = named(
  "FieldScan",
  v.object({
    state: v.picklist(["idle", "running", "done", "cancelled", "failed"]),
    done: v.pipe(v.number(), v.description("Requests that are over")),
    total: v.number(),
    found: v.array(
      v.object({
        unit: v.number(),
        answer: v.pipe(
          v.picklist(["value", "exception", "damaged"]),
          v.description("Damaged: something answers, but the line is not right"),
        ),
        exception: v.nullable(v.number()),
        durationMs: v.nullable(v.number()),
        raw: v.pipe(v.string(), v.description("Hexadecimal")),
        identity: v.pipe(
          v.nullable(v.object({ vendor: v.string(), product: v.string(), revision: v.string() })),
          v.description("Who the unit says it is; most have no word for it"),
        ),
        baud: v.nullable(v.number()),
        parity: v.nullable(v.picklist(PARITIES)),
      }),
    ),
  }),
);
const ReadBody = v.pipe(
  v.strictObject({
    unit: whole(0, 255),
    area: v.picklist(REGISTER_AREAS),
    address: v.pipe(whole(0, 65_535), v.description("As sent on the wire, from 0")),
    count: whole(1, BITS_MOST),
  }),
  v.check(
    ({ area, count }) => area === "coil" || area === "discrete" || count <= REGISTERS_MOST,
    `at most ${REGISTERS_MOST} registers are read at once`,
  ),
  v.check(({ address, count }) => address + count <= 65_536, "reaches beyond address 65535"),
);
const ById = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });
const tag = "field buses";
const SCAN_PATH = "/links/:id/scan";

/** Looking for slaves on a link, and reading their registers by hand. */
export function linkScans(deps: LinkScansDeps): Router {
  const api = makeRouter();
  addScanRoutes(api, deps);
  addStopRoute(api, deps);
  addReadRoute(api, deps);
  return api;
}

function addScanRoutes(api: Router, { fieldbus, engine, audit }: LinkScansDeps): void {
  api.post(
    SCAN_PATH,
    route({
      id: "scanLink",
      tag,
      summary: "Look for slaves on a link",
      description:
        "Each unit is asked for one register. With bauds or parities a serial port is tried with each of them, while the link's own polling waits.",
      allow: "manage",
      status: 202,
      returns: ScanJson,
      errors: ["not_found", "field_link_down", "field_scan_running", "invalid_request"],
    }),
    params(ById),
    body(ScanBody),
    (c) => {
      const link = fieldbus.link(c.req.valid("param").id);
      const order = c.req.valid("json");
      const isOtherLine = order.bauds !== undefined || order.parities !== undefined;
      if (isOtherLine && link.settings.transport.kind !== "serial")
        throw new AppError("invalid_request", { detail: "Only a serial port has bauds and parities." });
      const why = engine.scan(link.id, order);
      if (why) throw new AppError(why.code, why.params);
      audit(actorOf(c), { action: "link.scan", target: nameOf(link), after: order });
      return c.json(scanJson(engine.scanProgress(link.id)), 202);
    },
  );
  api.get(
    SCAN_PATH,
    route({
      id: "getScan",
      tag,
      summary: "How far the newest scan of a link is, and whom it found",
      allow: "read",
      returns: ScanJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(scanJson(engine.scanProgress(fieldbus.link(c.req.valid("param").id).id))),
  );
}

function addStopRoute(api: Router, { fieldbus, engine, audit }: LinkScansDeps): void {
  api.delete(
    SCAN_PATH,
    route({
      id: "cancelScan",
      tag,
      summary: "Stop a scan",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const link = fieldbus.link(c.req.valid("param").id);
      const isRunning = engine.scanProgress(link.id).state === "running";
      engine.cancelScan(link.id);
      if (isRunning) audit(actorOf(c), { action: "link.cancel-scan", target: nameOf(link) });
      return c.body(null, 204);
    },
  );
}

function addReadRoute(api: Router, { fieldbus, engine }: LinkScansDeps): void {
  api.post(
    "/links/:id/read",
    route({
      id: "readRegisters",
      tag,
      summary: "Read registers of any unit on a link now",
      description: "Behind what is to be written, and before polling. Nothing is stored.",
      allow: "manage",
      returns: v.object({
        hex: v.pipe(
          v.string(),
          v.description("As on the wire: four digits a register; bits packed, the first the lowest"),
        ),
        durationMs: v.number(),
      }),
      errors: ["not_found", "field_link_down", "field_read_failed"],
    }),
    params(ById),
    body(ReadBody),
    async (c) => {
      const { id } = fieldbus.link(c.req.valid("param").id);
      const read = await engine.read(id, c.req.valid("json"));
      if (!read.ok) throw new AppError(read.error.code, read.error.params);
      return c.json({ ...read.value });
    },
  );
}

function scanJson({ found, ...progress }: ScanProgress): v.InferOutput<typeof ScanJson> {
  return {
    ...progress,
    found: found.map(({ exception, durationMs, identity, baud, parity, ...slave }) => ({
      ...slave,
      identity: identity ?? null,
      exception: exception ?? null,
      durationMs: durationMs ?? null,
      baud: baud ?? null,
      parity: parity ?? null,
    })),
  };
}

function nameOf({ id, settings }: FieldLink): string {
  return `${id} ${settings.name}`;
}
