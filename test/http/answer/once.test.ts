import { expect, test } from "bun:test";
import type { Answers, KeptAnswer, RequestSlot } from "../../../src/http/http.ts";
import { openWorkshop } from "./workshop.ts";

/** As the room of replies does it, in memory. */
function makeAnswers(): Answers & { readonly rows: Map<string, { print: string; answer?: KeptAnswer }> } {
  const rows = new Map<string, { print: string; answer?: KeptAnswer }>();
  const nameOf = ({ caller, key }: RequestSlot) => `${caller} ${key}`;
  return {
    rows,
    begin(slot) {
      const known = rows.get(nameOf(slot));
      if (known === undefined) {
        rows.set(nameOf(slot), { print: slot.print });
        return { kind: "new" };
      }
      if (known.print !== slot.print) return { kind: "other" };
      return known.answer ? { kind: "kept", answer: known.answer } : { kind: "running" };
    },
    keep: (slot, answer) => void rows.set(nameOf(slot), { print: slot.print, answer }),
    forget: (slot) => void rows.set(nameOf(slot), { print: slot.print }),
    drop: (slot) => void rows.delete(nameOf(slot)),
  };
}

const post = (
  { send }: ReturnType<typeof openWorkshop>,
  key: string,
  more: { name?: string; user?: string } = {},
) =>
  send("POST", "/things", {
    headers: { "idempotency-key": key, "x-user": more.user ?? "1" },
    json: { name: more.name ?? "press" },
  });
const told = async (response: Response) => [response.status, await response.json()];

test("a request that is sent again is carried out once, and answered alike", async () => {
  const shop = openWorkshop(makeAnswers());
  const [first, again] = [await post(shop, "k1"), await post(shop, "k1")];
  expect([await told(first), first.headers.get("idempotency-replayed")]).toEqual([[201, { made: 1 }], null]);
  expect([await told(again), again.headers.get("idempotency-replayed")]).toEqual([
    [201, { made: 1 }],
    "true",
  ]);
  expect(await told(await post(shop, "k2"))).toEqual([201, { made: 2 }]);
  expect(await told(await post(shop, "k1", { user: "2" }))).toEqual([201, { made: 3 }]);
});

test("one that is still running, or another one under the same key, is refused", async () => {
  const shop = openWorkshop(makeAnswers());
  const both = await Promise.all([post(shop, "k"), post(shop, "k")]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(await told(await post(shop, "k", { name: "oven" }))).toMatchObject([
    422,
    { code: "idempotency_mismatch" },
  ]);
  expect(shop.made()).toBe(1);
});

test("what failed may be sent again", async () => {
  const answers = makeAnswers();
  const shop = openWorkshop(answers);
  expect((await post(shop, "k", { name: "bad" })).status).toBe(409);
  expect(answers.rows.size).toBe(0);
  expect(await told(await post(shop, "k"))).toEqual([201, { made: 1 }]);
});

test("of what is secret nothing is kept: not the answer, and no hash of what was sent", async () => {
  const answers = makeAnswers();
  const shop = openWorkshop(answers);
  const make = (name: string) =>
    shop.send("POST", "/secrets", { headers: { "idempotency-key": "k" }, json: { name } });
  expect(await told(await make("a password"))).toEqual([201, { secret: "a password 1" }]);
  const kept = [...answers.rows.values()];
  expect(kept).toEqual([{ print: expect.any(String) }]);
  // It is not made again, and with another body it has the same print.
  expect([(await make("a password")).status, (await make("another")).status]).toEqual([409, 409]);
  expect([shop.made(), [...answers.rows.values()]]).toEqual([1, kept]);
});

test.each(["", "with space", "x".repeat(256)])("%p is no key", async (key) => {
  const shop = openWorkshop(makeAnswers());
  expect((await post(shop, key)).status).toBe(400);
  expect(shop.made()).toBe(0);
});

test("without a key every request is carried out", async () => {
  const shop = openWorkshop(makeAnswers());
  for (let i = 0; i < 2; i++) await shop.send("POST", "/things", { json: { name: "press" } });
  expect(shop.made()).toBe(2);
});
