import { describe, expect, test } from "bun:test";
import { dialects } from "../../src/codec/codec.ts";
import type { Dialect, DialectRoute } from "../../src/codec/dialect.ts";
import { makeContext } from "./context.ts";
import { exampleOf, fillNames } from "./examples.ts";

/** What comes of a device `pk/dn`, gateway of `sub/c1`, that publishes the row's example; undefined when it is taken. */
function problemOf(dialect: Dialect, row: DialectRoute): unknown {
  const own = makeContext(dialect.name, ["c1"]);
  const topic = fillNames(row.pattern);
  const owner = dialect.route(topic, "pk", "dn") ? undefined : dialect.ownerOf?.(topic);
  const speaker = owner ? own.child?.(owner) : own;
  const route = speaker && dialect.route(topic, speaker.productKey, speaker.deviceName);
  if (!route) return "it has no route";
  const why = route.decode(exampleOf(row), speaker).failure;
  // A topic may be there to say that nothing serves it.
  return why?.code === "request_unsupported" ? undefined : why;
}

const rowsOf = (direction: "up" | "down") =>
  dialects.flatMap((dialect) =>
    dialect.routes
      .filter((row) => row.direction === direction)
      .map((row) => [`${dialect.name} ${row.pattern}`, dialect, row] as const),
  );

describe("whatever the tables say a device may send is taken", () => {
  test.each(rowsOf("up"))("%s", (_, dialect, row) => {
    expect(problemOf(dialect, row)).toBeUndefined();
  });
});

describe("whatever the tables say a device is sent it may subscribe to", () => {
  test.each(rowsOf("down"))("%s", (_, dialect, row) => {
    expect(dialect.maySubscribe(fillNames(row.pattern), "pk", "dn")).toBe(true);
  });
});

test("every row is told in both languages, with an example", () => {
  const untold = dialects.flatMap(({ name, routes }) =>
    routes
      .filter((row) => row.example === "" || row.description.en === "" || !/[一-鿿]/.test(row.description.zh))
      .map((row) => `${name} ${row.pattern}`),
  );
  expect(untold).toEqual([]);
});
