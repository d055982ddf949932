import { expect, test } from "bun:test";
import { makeDesk } from "../../../src/http/answer/desk.ts";
import { makeRouter } from "../../../src/http/http.ts";
import { MACHINE } from "../../accounts/signed-in.ts";

test("edits of one address wait for each other, also behind one that fails; those of others do not", async () => {
  const desk = makeDesk(makeRouter(), undefined);
  const order: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = desk.inTurn("/a", async () => {
    await promise;
    order.push("a1");
    throw new Error("no");
  });
  const second = desk.inTurn("/a", async () => void order.push("a2"));
  await desk.inTurn("/b", async () => void order.push("b"));
  resolve();
  await expect(first).rejects.toThrow("no");
  await second;
  expect(order).toEqual(["b", "a1", "a2"]);
});

test("an address is read as the same caller, without what the edit asked for", async () => {
  const app = makeRouter();
  const seen: Record<string, string> = {};
  app.get("/x", (c) => {
    for (const [name, value] of c.req.raw.headers) seen[name] = value;
    // Not counted into what the caller may ask for.
    seen.repeatFor = String(c.env.repeatFor?.actor?.username);
    return c.text("read");
  });
  const desk = makeDesk(app, undefined);
  app.put("/x", async (c) => {
    c.set("actor", { ...MACHINE, username: "ann" });
    return c.text(await (await desk.read(c)).text());
  });
  const headers = { cookie: "a=b", "if-match": '"x"', "content-type": "text/plain", "x-request-id": "r" };
  const answer = await app.request("/x", { method: "PUT", headers, body: "body" });
  expect([await answer.text(), seen]).toEqual([
    "read",
    { cookie: "a=b", "x-request-id": "r", repeatFor: "ann" },
  ]);
});
