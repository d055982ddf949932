// Every numbered statement of MQTT 3.1.1 and 5 is shown by a case, or says why it cannot be. Prints which case shows
// what:
//   MQTT_COVERAGE=1 bun test test/conformance/mqtt/coverage.test.ts

import { describe, expect, test } from "bun:test";
import { casesByStatement, gapOf, readStatements, SPECIFICATIONS, type Statement } from "./coverage.ts";

const CASES = casesByStatement();

/** How many there are in the specifications' own lists. */
const COUNTS = { "3.1.1": 141, "5": 251 } as const;

describe.each([...SPECIFICATIONS])("MQTT %s", (specification) => {
  const statements = readStatements(specification);
  const idOf = ({ id }: Statement) => `${specification}:${id}`;

  test("every statement is listed once", () => {
    expect(statements.length).toBe(COUNTS[specification]);
    expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
  });

  test("every statement about a server is shown by a case, or says why not", () => {
    const gaps = statements.flatMap((one) => {
      const gap = gapOf(one, CASES.get(idOf(one)) ?? []);
      return gap === undefined ? [] : [`${one.id}: ${gap}: ${one.says}`];
    });
    expect(gaps).toEqual([]);
  });

  test("cases name statements that there are", () => {
    const known = new Set(statements.map(idOf));
    const named = [...CASES.keys()].filter((id) => id.startsWith(`${specification}:`));
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });

  if (process.env.MQTT_COVERAGE !== undefined) {
    for (const one of statements) {
      const why = one.shownBy ?? one.unseen ?? (one.role === "client" ? "a client's duty" : "");
      console.log(`${idOf(one)} (${one.role}) ${one.says}: ${CASES.get(idOf(one))?.join(" | ") ?? why}`);
    }
  }
});

test("cases name no other specification", () => {
  expect([...CASES.keys()].filter((id) => !/^(3\.1\.1|5):/.test(id))).toEqual([]);
});

describe("a gap is found", () => {
  const statement: Statement = { id: "1-1", role: "server", says: "x" };
  test.each([
    ["no case shows it", statement, []],
    [undefined, statement, ["a case"]],
    [undefined, { ...statement, role: "client" }, []],
    ["it can be seen: a case shows it", { ...statement, unseen: "it is inside" }, ["a case"]],
    ["there is no test/nothing.test.ts", { ...statement, shownBy: "test/nothing.test.ts" }, []],
  ] as const)("%p", (gap, one, cases) => expect(gapOf(one, cases)).toBe(gap));
});
