import * as v from "valibot";
import { integerText, makeRouter, named, params, query, type Router, route } from "../../http/http.ts";
import { AILMENTS } from "../../spine/fieldbus.ts";
import type { Fieldbus } from "../fieldbus.ts";
import type { FailureNote, FieldEngine, LinkFigures, SlaveFigures } from "./field-engine.ts";

export interface LinkReportsDeps {
  readonly fieldbus: Fieldbus;
  readonly engine: FieldEngine;
}

const FRAMES_MOST = 2_000;
const FRAMES_ASKED = 200;

const Time = v.pipe(v.number(), v.description("UTC ms"));
const Texts = v.object({ en: v.string(), zh: v.string() });
const Hex = v.pipe(v.string(), v.description("Hexadecimal"));
const SlaveReportJson = v.object({
  productKey: v.string(),
  deviceName: v.string(),
  unit: v.number(),
  isOnline: v.boolean(),
  requests: v.number(),
  answered: v.number(),
  failures: v.pipe(
    v.record(v.string(), v.number()),
    v.description("By code; of exceptions each by its own (`exception 02`)"),
  ),
  p50Ms: v.number(),
  p95Ms: v.number(),
  lastAnswerAt: v.nullable(Time),
  lastFailure: v.nullable(v.object({ at: Time, code: v.string(), text: Texts, raw: Hex })),
  overruns: v.pipe(v.number(), v.description("Poll rounds left out because the one before was not over")),
  readings: v.number(),
  suppressed: v.pipe(v.number(), v.description("Readings that were not worth a report")),
});
const LinkReportJson = named(
  "FieldLinkReport",
  v.object({
    load: v.pipe(v.number(), v.description("Share of the last minute in which the bus was busy, 0 to 1")),
    isEcho: v.pipe(v.boolean(), v.description("The line gives back what is sent on it")),
    lateReplies: v.number(),
    queueLength: v.number(),
    slaves: v.array(SlaveReportJson),
    findings: v.array(
      v.object({
        ailment: v.picklist(AILMENTS),
        device: v.pipe(
          v.nullable(v.string()),
          v.description("`productKey/deviceName`; null where it is the bus"),
        ),
        figure: v.pipe(v.number(), v.description("A share in percent, milliseconds, or a count")),
      }),
    ),
  }),
);
const FrameJson = v.object({
  id: v.pipe(v.number(), v.description("Rises by one with each frame of the link")),
  ts: Time,
  direction: v.picklist(["in", "out"]),
  hex: Hex,
  meaning: Texts,
});
const ById = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });
const tag = "field buses";
const NOTHING: LinkFigures = {
  ...{ load: 0, isEcho: false, lateReplies: 0, queueLength: 0 },
  slaves: [],
  findings: [],
};

/** How the bus of a link does, and its frames. */
export function linkReports({ fieldbus, engine }: LinkReportsDeps): Router {
  const api = makeRouter();
  api.get(
    "/links/:id/report",
    route({
      id: "getLinkReport",
      tag,
      summary: "How a link's bus and its slaves do, and what seems to be wrong",
      description:
        "Figures since the link was started or changed; of a link that is switched off there are none.",
      allow: "read",
      returns: LinkReportJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(reportJson(engine.figures(fieldbus.link(c.req.valid("param").id).id) ?? NOTHING)),
  );
  api.get(
    "/links/:id/frames",
    route({
      id: "listLinkFrames",
      tag,
      summary: "The newest bytes on a link's wire, with what they mean",
      description:
        "100 frames are kept, 2,000 while somebody looks. Ask again with the last id as `after` to follow them.",
      allow: "read",
      returns: v.object({ items: v.array(FrameJson) }),
      errors: ["not_found"],
    }),
    params(ById),
    query(
      v.object({
        after: v.optional(integerText(0, Number.MAX_SAFE_INTEGER)),
        limit: v.optional(integerText(1, FRAMES_MOST)),
      }),
    ),
    (c) => {
      const { after, limit = FRAMES_ASKED } = c.req.valid("query");
      const { id } = fieldbus.link(c.req.valid("param").id);
      return c.json({ items: engine.frames(id, after, limit).map((frame) => ({ ...frame })) });
    },
  );
  api.get(
    "/links/:id/capture",
    route({
      id: "downloadLinkCapture",
      tag,
      summary: "The frames that are kept of a link, as a text file",
      allow: "read",
      media: "text/plain",
      returns: v.string(),
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { id } = fieldbus.link(c.req.valid("param").id);
      c.header("content-disposition", `attachment; filename="link-${id}.txt"`);
      return c.text(engine.capture(id));
    },
  );
  return api;
}

function reportJson({ slaves, findings, ...figures }: LinkFigures): v.InferOutput<typeof LinkReportJson> {
  return {
    ...figures,
    slaves: slaves.map(slaveJson),
    findings: findings.map(({ slave, ...finding }) => ({ ...finding, device: slave ?? null })),
  };
}

function slaveJson({
  key,
  lastAnswerAt,
  lastFailure,
  failures,
  ...figures
}: SlaveFigures): v.InferOutput<typeof SlaveReportJson> {
  const [productKey = "", deviceName = ""] = splitKey(key);
  return {
    ...{ productKey, deviceName },
    ...figures,
    failures: { ...failures },
    lastAnswerAt: lastAnswerAt ?? null,
    lastFailure: lastFailure ? { ...noteJson(lastFailure), at: lastFailure.at } : null,
  };
}

/** A product key holds no slash. */
function splitKey(key: string): readonly string[] {
  const slash = key.indexOf("/");
  return [key.slice(0, slash), key.slice(slash + 1)];
}

export function noteJson({ code, text, raw }: FailureNote): {
  code: string;
  text: FailureNote["text"];
  raw: string;
} {
  return { code, text: { ...text }, raw };
}
