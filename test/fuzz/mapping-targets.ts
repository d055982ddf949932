import * as v from "valibot";
import { mappedRoute } from "../../src/codec/plain/mapped.ts";
import { followJsonPath, parseJsonPath } from "../../src/kit/json-path.ts";
import { matchTopic, parseTopicPattern } from "../../src/kit/topic-pattern.ts";
import { MappingSchema } from "../../src/spine/mapping.ts";
import { makeContext } from "../codec/context.ts";
import { SAMPLES, sample } from "../codec/sparkplug/samples.ts";
import type { FuzzTarget } from "./target.ts";

const TIMES = { unit: "s", path: "at" } as const;
const mapping = v.parse(MappingSchema, {
  rows: [
    { topic: "keys", payload: "json", time: TIMES },
    { topic: "nested", payload: "json", take: "nested", from: "d", skip: ["d.x"] },
    { topic: "pairs", payload: "json", take: "pairs" },
    {
      topic: "named",
      payload: "json",
      take: "named",
      properties: [
        { property: "temp", path: "list[0].v", scale: 0.1 },
        { property: "on", path: "list[name=on].value", values: { ON: true } },
      ],
    },
    { topic: "event/{event}", payload: "json" },
    { topic: "text/{property}", payload: "text" },
    { topic: "spBv1.0/+/+/{deviceName}/#", payload: "sparkplug-b" },
  ],
});
const device = { productKey: "pk", deviceName: "dn", product: { nodeType: "gateway", mapping } } as const;

/** Each topic with the same bytes, on one connection: what is looked for is an input that throws. */
function makeTarget(name: string, topics: readonly string[], samples: readonly Buffer[]): FuzzTarget {
  return {
    name,
    samples,
    run(chunks) {
      const payload = Buffer.concat([...chunks]);
      const context = { ...makeContext("plain", ["a"]), memory: new Map() };
      return topics.map((topic) => {
        const found = mappedRoute(topic, device);
        if (!found || "code" in found) throw new Error(`${topic} has no row`);
        const { failure, flags, left, events } = found.route.decode(payload, context);
        return [failure?.code, flags.length, left.length, events.length];
      });
    },
  };
}

const JSON_SAMPLES = [
  '{"temp":21.5,"on":"ON","at":1600000000,"d":{"a":{"b":[1,{"c":null}]},"x":1}}',
  '[{"name":"temp","value":5},{"name":"on","value":"1"}]',
  '{"list":[{"v":215},{"name":"on","value":"ON"}]}',
  "21.5",
].map((text) => Buffer.from(text));

const paths: FuzzTarget = {
  name: "JSON paths and topic patterns",
  samples: [
    'a.b[0]\n{"a":{"b":[1]}}',
    'list[name=x].v\n{"list":[{"name":"x","v":1}]}',
    '["a"]\n{}',
    "a/{any}/#\na/b",
  ].map((text) => Buffer.from(text)),
  run(chunks) {
    const [text = "", rest = ""] = Buffer.concat([...chunks])
      .toString()
      .split("\n");
    const path = parseJsonPath(text);
    const pattern = parseTopicPattern(text, ["any"]);
    const parts = typeof pattern === "string" ? pattern : matchTopic(pattern, rest);
    try {
      return [path && followJsonPath(JSON.parse(rest), path), parts];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return [path?.length, parts];
    }
  },
};

export const MAPPING_TARGETS: readonly FuzzTarget[] = [
  makeTarget(
    "mapped JSON and text",
    ["keys", "nested", "pairs", "named", "event/over", "text/temp"],
    JSON_SAMPLES,
  ),
  makeTarget(
    "Sparkplug B",
    ["NBIRTH/dn", "NDATA/dn", "DBIRTH/dn/a", "DDATA/dn/a", "DDEATH/dn/a", "NDEATH/dn"].map(
      (tail) => `spBv1.0/G/${tail}`,
    ),
    Object.keys(SAMPLES).map((name) => Buffer.from(sample(name as keyof typeof SAMPLES))),
  ),
  paths,
];
