// Every route of the running app, called by every built-in role, a role of a group, and a key of every scope and
// action: closed exactly where it should be, open where it should be, and nothing of elsewhere in any answer.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { call, must, type Outcome, openPlant, type Plant, signIn } from "./plant.ts";
import { SAMPLES, type Sample } from "./samples.ts";
import { type Caller, expectedOf, isMine, type Operation } from "./walk.ts";

/** Of what no scope of `mine` reaches: no answer may hold it. */
const HIDDEN = /zzhidden|987654321/;

let plant: Plant;
let admin: Plant["admin"];
let operations: Plant["operations"];
let callers: Plant["callers"];

beforeAll(async () => {
  plant = await openPlant();
  ({ admin, operations, callers } = plant);
}, 60_000);

afterAll(() => plant[Symbol.asyncDispose]());

/** Undefined when the answer is as it should be. */
function complaint(
  operation: Operation,
  sample: Sample,
  caller: Caller,
  outcome: Outcome,
): string | undefined {
  const { status, code, text } = outcome;
  const expected = expectedOf(operation, sample, caller);
  const told = `${operation.method} ${operation.id} by ${caller.name}: ${status} ${code ?? ""}`;
  if (expected !== "open") return code === expected ? undefined : `${told}, not ${expected}`;
  if (status === 401 || status === 403 || status >= 500) return `${told}, not open`;
  const isFine = status < 300 || operation.method !== "GET" || sample.also?.includes(status);
  if (!isFine) return `${told}: ${text.slice(0, 200)}`;
  const isNarrow = caller.scope.kind !== "all" && isMine(caller.scope);
  const isLeak = isNarrow && operation.method === "GET" && HIDDEN.test(hidableOf(operation, caller, text));
  return isLeak ? `${told}: tells of what is out of reach: ${text.slice(0, 400)}` : undefined;
}

/** The whole device is reached with all its values, unless the scope is a property. */
function hidableOf({ id }: Operation, { scope }: Caller, text: string): string {
  // The trail is for who looks after it, and tells of everything.
  if (id === "listAudit" || id === "exportAudit") return "";
  return scope.kind === "property" ? text : text.replaceAll("987654321", "");
}

test("every operation has a sample, and every sample an operation", () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(SAMPLES).sort());
});

test("every operation says what it takes", () => {
  expect(operations.filter(({ permission: { for: whom, area } }) => !whom && !area)).toEqual([]);
});

test("every operation is open to whom it should be and closed to everyone else", async () => {
  const complaints: string[] = [];
  let opened = 0;
  for (const operation of operations) {
    const sample = SAMPLES[operation.id] ?? {};
    for (const caller of callers) {
      const outcome = await call(admin.origin, operation, { sample, caller });
      const found = complaint(operation, sample, caller, outcome);
      if (found !== undefined) complaints.push(found);
      if (expectedOf(operation, sample, caller) !== "open") continue;
      opened += 1;
      if (sample.after === "restore") await restore();
      if (sample.after === "sign in" && caller.kind === "person") await signIn(admin, caller);
    }
  }
  expect(complaints).toEqual([]);
  expect(opened).toBeGreaterThan(1_000);
}, 240_000);

async function restore(): Promise<void> {
  const { items } = await must(admin.get("/device-trash?productKey=mine"));
  for (const { id } of items) await must(admin.post(`/device-trash/${id}/restore`));
}

test("who was refused for want of rights is in the audit trail, a few times a minute", async () => {
  const { items } = await must(admin.get("/audit?action=request.refused&actor=the-viewer&limit=200"));
  expect(items.length).toBeWithin(5, 13);
  expect(items.at(-1)).toMatchObject({
    address: "127.0.0.1",
    after: {
      code: "forbidden",
      needs: expect.stringContaining("·"),
      path: expect.stringContaining("/openapi/v1/"),
    },
  });
});
