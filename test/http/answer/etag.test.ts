import { expect, test } from "bun:test";
import { openWorkshop } from "./workshop.ts";

const etagOf = async (response: Promise<Response>) => (await response).headers.get("etag") ?? "";
const codeOf = async (response: Response) =>
  response.status < 400 ? response.status : ((await response.json()) as { code: string }).code;

test("an edit that rests on what was read goes through, and one that rests on older things does not", async () => {
  const { send, thing } = openWorkshop();
  const etag = await etagOf(send("GET", "/thing"));
  expect(etag).toMatch(/^"[\w-]{27}"$/);
  // What changes by itself is not in it.
  expect(await etagOf(send("GET", "/thing"))).toBe(etag);
  const put = (size: number, ifMatch: string) =>
    send("PUT", "/thing", { headers: { "if-match": ifMatch }, json: { size } });
  const saved = await put(4, etag);
  expect(await codeOf(saved)).toBe(204);
  // Who goes on editing has the ETag of what he made.
  expect(saved.headers.get("etag")).toBe(await etagOf(send("GET", "/thing")));
  expect(await codeOf(await put(5, etag))).toBe("changed_meanwhile");
  expect(await codeOf(await put(6, `"other", ${await etagOf(send("GET", "/thing"))}`))).toBe(204);
  expect(await codeOf(await put(7, "*"))).toBe(204);
  expect(thing.size).toBe(7);
});

test("of two edits at once that rest on the same, one goes through", async () => {
  const { send } = openWorkshop();
  const headers = { "if-match": await etagOf(send("GET", "/thing")) };
  const answers = await Promise.all([8, 9].map((size) => send("PUT", "/thing", { headers, json: { size } })));
  expect((await Promise.all(answers.map(codeOf))).sort()).toEqual([204, "changed_meanwhile"]);
});

test("where there is nothing to compare with, the edit is refused and not blindly done", async () => {
  const { send, thing } = openWorkshop();
  const headers = { "if-match": '"x"' };
  expect(await codeOf(await send("PUT", "/untagged", { headers, json: { size: 1 } }))).toBe("no_etag");
  expect(await codeOf(await send("PUT", "/gone", { headers, json: { size: 1 } }))).toBe("changed_meanwhile");
  expect(thing.size).toBe(3);
});

test("who has it already is told so, but only where the ETag is of the whole", async () => {
  const { send } = openWorkshop();
  const etag = await etagOf(send("GET", "/whole"));
  const again = await send("GET", "/whole", { headers: { "if-none-match": `W/${etag}` } });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  expect((await send("GET", "/whole?fields=name", { headers: { "if-none-match": etag } })).status).toBe(200);
  const partly = await etagOf(send("GET", "/thing"));
  expect((await send("GET", "/thing", { headers: { "if-none-match": partly } })).status).toBe(200);
});
