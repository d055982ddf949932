import { expect, test } from "bun:test";
import * as v from "valibot";
import { makeRouter, route } from "../../../src/http/http.ts";
import { notice } from "../../../src/products/model/formats/notice.ts";
import { NoticeJson, noticesJson, uploadedBytes } from "../../../src/products/routes/uploaded-file.ts";
import { makeApiClient } from "../../harness/room-api.ts";

function open() {
  const api = makeRouter();
  const textBody = ["text/csv", "multipart/form-data"];
  const spec = { id: "size", tag: "products", summary: "Size", allow: "read", textBody } as const;
  api.post("/size", route(spec), async (c) =>
    c.json({ text: new TextDecoder().decode(await uploadedBytes(c)) }),
  );
  return makeApiClient(api);
}

test("a file is the body, or the file of a form", async () => {
  const { call, fetch } = open();
  const form = new FormData();
  form.set("file", new File(["a,b"], "x.csv"));
  const headers = { "x-test-role": "viewer" };
  expect(
    (await call("POST", "/size", { body: "a,b", headers: { "content-type": "text/csv" } })).body,
  ).toEqual({
    text: "a,b",
  });
  const sent = await fetch("/openapi/v1/size", { method: "POST", body: form, headers });
  expect([sent.status, await sent.json()]).toEqual([200, { text: "a,b" }]);
});

test("an empty one, and a form without one, are refused", async () => {
  const { call, fetch } = open();
  expect(await call("POST", "/size", { body: "", headers: { "content-type": "text/csv" } })).toMatchObject({
    status: 400,
    body: { detail: "the file is empty" },
  });
  const form = new FormData();
  form.set("other", "1");
  const sent = await fetch("/openapi/v1/size", {
    method: "POST",
    body: form,
    headers: { "x-test-role": "viewer" },
  });
  expect([sent.status, await sent.json()]).toMatchObject([400, { detail: "the form has no file" }]);
});

test("notices go out as the schema has them", () => {
  const notices = noticesJson([notice("row_ignored", "row 3", { row: 3, kind: "x" })]);
  expect(v.parse(v.array(NoticeJson), notices)).toEqual(notices);
  expect(notices[0]?.text.en).toBe("Row 3 is of kind x, which is not known; it is left out.");
});
