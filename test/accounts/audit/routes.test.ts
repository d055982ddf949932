import { expect, test } from "bun:test";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "../signed-in.ts";

async function startTrail() {
  const started = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const { accounts, api, clock, makeCaller } = started;
  const admin = makeCaller();
  await admin.signIn("admin", ADMIN_PASSWORD);
  const from = clock.now() + 1_000;
  for (const [n, target] of ["line/press-1", "line/Press-2", "line/oven"].entries()) {
    clock.advance(1_000);
    const actor = { ...MACHINE, username: `user${n}`, address: `10.0.1.${n}` };
    accounts.audit(actor, { action: "device.update", target });
  }
  const targetsOf = async (search: string) => {
    const { status, json } = await admin.call("GET", `/audit?${search}`);
    return status === 200 ? (json.items as { target: string }[]).map(({ target }) => target) : status;
  };
  const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const download = (search: string, method = "GET") =>
    api.app.request(
      `/openapi/v1/audit/export?${search}`,
      { method, headers: { cookie } },
      { address: "::1" },
    );
  return { ...started, admin, from, targetsOf, download };
}

test("the trail is searched by text, time and address; an empty text asks for nothing", async () => {
  const { targetsOf, from } = await startTrail();
  expect(await targetsOf("q=press")).toEqual(["line/Press-2", "line/press-1"]);
  expect(await targetsOf(`q=press&to=${from}`)).toEqual(["line/press-1"]);
  expect(await targetsOf(`from=${from + 1}&q=&actor=&action=device`)).toEqual(["line/oven", "line/Press-2"]);
  expect(await targetsOf("address=10.0.1.2")).toEqual(["line/oven"]);
  expect(await targetsOf(`from=${from}&to=${from - 1}`)).toBe(400);
  expect(await targetsOf("cursor=WzFd")).toBe(400);
});

test("a file holds what the filter finds, names the zone, and is itself in the trail", async () => {
  const { download, accounts, clock } = await startTrail();
  const csv = await download("q=press&timeZone=Asia/Shanghai");
  expect([csv.headers.get("content-type"), csv.headers.get("content-disposition")]).toEqual([
    "text/csv; charset=utf-8",
    'attachment; filename="audit.csv"',
  ]);
  const lines = (await csv.text()).split("\r\n");
  expect(lines.map((line) => line.split(",").slice(0, 6).at(-1))).toEqual([
    "Target 对象",
    "line/Press-2",
    "line/press-1",
    "",
  ]);
  expect(lines[0]).toContain("Asia/Shanghai");
  expect(accounts.listAudit({ limit: 1 })).toMatchObject([
    {
      ...{ at: clock.now(), actor: "admin", address: "::1", action: "audit.export", target: "csv" },
      after: { q: "press", timeZone: "Asia/Shanghai" },
    },
  ]);
  const [heading] = (await (await download("q=press")).text()).split("\r\n");
  expect(heading).toContain("Pacific/Auckland");
  const xlsx = await download("format=xlsx");
  expect(new TextDecoder().decode((await xlsx.bytes()).subarray(0, 2))).toBe("PK");
});

test("a HEAD leaves nothing in the trail, no more than two files are written at once, others are refused", async () => {
  const { download, accounts, callerWith } = await startTrail();
  const newest = () => accounts.listAudit({ limit: 1 })[0]?.id;
  const before = newest();
  expect((await download("", "HEAD")).status).toBe(200);
  expect(newest()).toBe(before);
  const readers = [];
  for (let n = 0; n < 2; n++) {
    const reader = (await download("")).body?.getReader();
    await reader?.read();
    readers.push(reader);
  }
  expect((await download("")).status).toBe(429);
  await readers[0]?.cancel();
  expect((await download("")).status).toBe(200);
  expect((await download("timeZone=Mars")).status).toBe(400);
  const developer = await callerWith("developer");
  expect((await developer.call("GET", "/audit/export")).status).toBe(403);
});
