import { expect, test } from "bun:test";
import jetlinks from "../../model/samples/jetlinks.json";
import { makeVersionRig } from "../rig.ts";

const PATH = "/products/p1/thing-model";

test("a file is looked at, then put in force, or into the draft of a published product", async () => {
  const { call, entries, products, versions } = makeVersionRig();
  const dry = await call("POST", `${PATH}/import?dryRun=true`, { role: "developer", body: jetlinks });
  expect(dry).toMatchObject({
    status: 200,
    body: {
      format: "jetlinks",
      saved: "nothing",
      modelVersion: 1,
      model: { services: [{ identifier: "get_log" }] },
    },
  });
  const { diff, notices } = dry.body as { diff: { changes: unknown[] }; notices: { text: object }[] };
  expect([diff.changes.length, notices.length, Object.keys(notices[0]?.text ?? {})]).toEqual([
    9,
    5,
    ["en", "zh"],
  ]);
  expect(products.get("p1").modelVersion).toBe(1);
  expect(await call("POST", `${PATH}/import`, { body: jetlinks })).toMatchObject({
    body: { saved: "version", modelVersion: 2 },
  });
  products.setStatus("p1", "published", "ann");
  const csv = await call("POST", `${PATH}/import`, {
    body: "identifier,type\nt,int\n",
    headers: { "content-type": "text/csv" },
  });
  expect(csv.body).toMatchObject({ format: "csv", saved: "draft", modelVersion: 2 });
  expect(versions.draft("p1")?.model.properties.map(({ identifier }) => identifier)).toEqual(["t"]);
  const late = await call("POST", `${PATH}/import`, { body: jetlinks, headers: { "if-match": '"1"' } });
  expect(late.status).toBe(412);
  expect(entries.map(([, { action }]) => action)).toEqual(["product.set-model", "product.save-model-draft"]);
});

test("a file that is none says where, an empty one and a low role are refused", async () => {
  const { call } = makeVersionRig();
  const broken = { functions: [], properties: [{ id: "a", valueType: { type: "odd" } }] };
  expect(await call("POST", `${PATH}/import`, { body: broken })).toMatchObject({
    status: 400,
    body: { code: "invalid_request", errors: [{ path: "properties[0].valueType.type" }] },
  });
  const headers = { "content-type": "text/csv" };
  expect((await call("POST", `${PATH}/import`, { body: "", headers })).status).toBe(400);
  expect((await call("POST", `${PATH}/import`, { role: "operator", body: jetlinks })).status).toBe(403);
});

test("every format goes out as a file, and tells what it loses", async () => {
  const { call } = makeVersionRig();
  await call("POST", `${PATH}/import`, { body: jetlinks });
  const csv = await call("GET", `${PATH}?format=csv`, { role: "viewer" });
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="p1-v2-csv.csv"');
  expect(String(csv.body)).toContain("temperature");
  const own = await call("GET", `${PATH}?format=gantry&download=true`);
  expect(own.headers.get("content-disposition")).toBe('attachment; filename="p1-v2-gantry.json"');
  const { items } = (await call("GET", `${PATH}/losses`)).body as {
    items: { format: string; notices: unknown[] }[];
  };
  expect(items.map(({ format, notices }) => [format, notices.length])).toEqual([
    ...[
      ["gantry", 0],
      ["tsl", 0],
      ["thing-model-json", 0],
      ["onenet", 1],
      ["jetlinks", 0],
      ["yudao", 0],
      ["csv", 0],
      ["xlsx", 0],
    ],
  ]);
});
