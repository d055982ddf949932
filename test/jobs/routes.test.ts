import { expect, test } from "bun:test";
import { jobsRoutes } from "../../src/jobs/routes.ts";
import type { Scope } from "../../src/spine/permission.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { openCounting } from "./sample.ts";

async function openRoutes(dir: string) {
  const room = openCounting(dir, (context, at) => {
    context.result(`${at}\r\n`);
    if (at === 1)
      context.rowError({
        row: 3,
        column: "number",
        code: "not_found",
        params: { what: "one" },
        cells: ["1", "=x"],
      });
  });
  const log = makeAuditLog();
  const api = makeApiClient(jobsRoutes({ jobs: room.jobs, audit: log.audit }));
  room.jobs.begin();
  const { id } = room.jobs.start("test.count", { input: { upTo: 2 }, actor: "ann", title: "two" });
  await room.jobs.ended(id);
  return { ...room, ...log, api, id };
}

test("anyone sees jobs; who may start them reads their files, and the look is recorded", async () => {
  using folder = makeTempFolder("jobs");
  const { api, id, entries, jobs, db } = await openRoutes(folder.path);
  const list = await api.call("GET", "/jobs?state=done", { role: "viewer" });
  const one = {
    ...{ id, kind: "test.count", title: "two", state: "done", done: 2, total: 2, errors: 1, counts: {} },
    ...{ failure: null, hasErrors: true, hasResult: true, actor: "ann" },
    ...{ createdAt: 1_700_000_000_000, startedAt: 1_700_000_000_000, endedAt: 1_700_000_000_000 },
  };
  expect(list.body).toEqual({ items: [one], nextCursor: null });
  expect((await api.call("GET", `/jobs/${id}`, { role: "viewer" })).body).toEqual(one);
  expect((await api.call("GET", `/jobs/${id}/errors`, { role: "operator" })).status).toBe(403);
  const rows = await api.call("GET", `/jobs/${id}/error-rows`, { role: "viewer" });
  const told = { row: 3, column: "number", code: "not_found", text: "one does not exist." };
  expect(rows.body).toEqual({ items: [told] });
  const errors = await api.call("GET", `/jobs/${id}/errors`, { role: "developer" });
  expect(errors.body).toBe("Row,Column,Reason,number\r\n3,number,one does not exist.,1,'=x\r\n");
  const chinese = await api.call("GET", `/jobs/${id}/errors`, { headers: { "accept-language": "zh" } });
  expect(chinese.status).toBe(200);
  expect((await api.call("GET", `/jobs/${id}/result`)).body).toBe("0\r\n1\r\n");
  expect(entries.map(([, { action }]) => action)).toEqual([
    "job.download-errors",
    "job.download-errors",
    "job.download-result",
  ]);
  await jobs.close();
  db.close();
});

test("ended jobs can be forgotten, not stopped", async () => {
  using folder = makeTempFolder("jobs");
  const { api, id, entries, jobs, db } = await openRoutes(folder.path);
  for (const act of ["cancel", "pause", "resume"]) {
    expect((await api.call("POST", `/jobs/${id}/${act}`)).status).toBe(409);
  }
  expect((await api.call("DELETE", `/jobs/${id}`, { role: "operator" })).status).toBe(403);
  expect((await api.call("DELETE", `/jobs/${id}`)).status).toBe(204);
  expect((await api.call("GET", `/jobs/${id}`)).status).toBe(404);
  expect(entries).toEqual([
    ["admin", { action: "job.remove", target: String(id), before: { kind: "test.count", title: "two" } }],
  ]);
  await jobs.close();
  db.close();
});

test("who reaches a part sees of the jobs that he started those that reached no further than he does now", async () => {
  using folder = makeTempFolder("jobs");
  const { api, jobs, db } = await openRoutes(folder.path);
  const line = { kind: "group", groupId: 2 } as const;
  const pump = { kind: "product", productKey: "pump" } as const;
  const start = (actor: string, ...scopes: Scope[]) =>
    jobs.start("test.count", { input: { upTo: 1 }, actor, scopes, title: "" }).id;
  const own = start("developer", pump);
  const former = start("developer", { kind: "all" });
  const foreign = start("ben", pump);
  for (const id of [own, former, foreign]) await jobs.ended(id);
  const ids = async (...scopes: Scope[]) => {
    const { body } = await api.call("GET", "/jobs", { role: "developer", scopes });
    return (body as { items: { id: number }[] }).items.map(({ id }) => id);
  };
  expect(await ids({ kind: "all" })).toEqual([foreign, former, own, 1]);
  expect([await ids(pump), await ids(line)]).toEqual([[own], []]);
  for (const id of [own, former, foreign, 99]) {
    const expected = id === own ? 200 : 404;
    const who = { role: "developer", scopes: [pump] } as const;
    for (const path of [`/jobs/${id}`, `/jobs/${id}/error-rows`, `/jobs/${id}/errors`, `/jobs/${id}/result`])
      expect([path, (await api.call("GET", path, who)).status]).toEqual([path, expected]);
    for (const act of ["cancel", "pause", "resume"])
      expect((await api.call("POST", `/jobs/${id}/${act}`, who)).status).toBe(id === own ? 409 : 404);
  }
  const missing = await api.call("GET", "/jobs/99", { role: "developer", scopes: [pump] });
  const hidden = await api.call("GET", `/jobs/${foreign}`, { role: "developer", scopes: [pump] });
  const titleOf = ({ body }: typeof hidden) => (body as { title: string }).title.replace(/\d+/, "N");
  expect(titleOf(hidden)).toBe(titleOf(missing));
  await jobs.close();
  db.close();
});
