import { describe, expect, test } from "bun:test";
import { dialects } from "../../src/codec/codec.ts";
import type { Dialect, DialectRoute } from "../../src/codec/dialect.ts";
import { twisted } from "../harness/twisted.ts";
import { makeContext } from "./context.ts";
import { exampleOf, fillNames } from "./examples.ts";

/** What a message may have beside what its example has. */
const OPTIONAL = [
  ...["id", "messageId", "code", "success", "data", "message", "version", "sys", "method", "params", "ts"],
  ...["time", "timestamp", "random", "sign", "signMethod", "clientId", "identity", "productID", "deviceName"],
];

function documentOf(row: DialectRoute): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(exampleOf(row)));
  } catch {
    return undefined;
  }
}

/** Decodes as `pk/dn` with child `sub/c1`; throws where the codec does, or where it says nothing at all. */
function decodeRow(dialect: Dialect, row: DialectRoute, document: unknown): void {
  const own = makeContext(dialect.name, ["c1"]);
  const topic = fillNames(row.pattern);
  const owner = dialect.route(topic, "pk", "dn") ? undefined : dialect.ownerOf?.(topic);
  const speaker = (owner && own.child?.(owner)) ?? own;
  const route = dialect.route(topic, speaker.productKey, speaker.deviceName);
  if (!route) throw new Error(`no route for ${topic}`);
  const decoded = route.decode(new TextEncoder().encode(JSON.stringify(document)), speaker);
  for (const why of [decoded.failure, ...decoded.flags, ...decoded.left])
    if (why) expect(Object.values(why.params).every((word) => typeof word !== "object")).toBe(true);
}

const ROWS = dialects.flatMap((dialect) =>
  dialect.routes
    .filter((row) => row.direction === "up")
    .map((row) => [`${dialect.name} ${row.pattern}`, dialect, row, documentOf(row)] as const)
    .filter(([, , , document]) => document !== undefined),
);

describe("whatever stands in its place, an uplink is taken or refused", () => {
  test.each(ROWS)("%s", (_, dialect, row, document) => {
    const thrown: string[] = [];
    for (const other of twisted(document, OPTIONAL))
      try {
        decodeRow(dialect, row, other);
      } catch (cause) {
        thrown.push(`${cause}: ${JSON.stringify(other).slice(0, 200)}`);
      }
    expect(thrown.slice(0, 3)).toEqual([]);
  });
});
