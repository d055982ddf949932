import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAccounts } from "../../src/accounts/accounts.ts";
import { resetPassword } from "../../src/cli/reset-password.ts";
import { loadConfig } from "../../src/config.ts";
import { openDatabase } from "../../src/db/db.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { makeShell } from "./fake-shell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-reset-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function reset(user: string) {
  const shell = makeShell();
  const loaded = await loadConfig({ flags: { data: folder }, env: {} });
  const code = loaded.ok ? await resetPassword({ config: loaded.value.config, user }, shell) : 2;
  return { code, ...shell.said };
}

test("a folder without a database stays as it is", async () => {
  const { code, err } = await reset("admin");
  expect([code, err]).toEqual([
    1,
    `gantry: No Gantry has run on ${folder} yet; name its folder with --data.\n`,
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a user gets in again while Gantry runs on the same file", async () => {
  const db = openDatabase(join(folder, "gantry.db"));
  const accounts = openAccounts({ db, clock: systemClock, adminPassword: "correct horse" });
  await accounts.ready;
  expect(await reset("nobody")).toEqual({ code: 1, out: "", err: "gantry: There is no user nobody.\n" });
  const { code, out } = await reset("ADMIN");
  const password = /^New password of admin: ([a-z2-9]{20})$/m.exec(out)?.[1] ?? "";
  expect(code).toBe(0);
  const outcome = await accounts.signIn.signIn({ username: "admin", password, address: "" });
  expect(outcome).toMatchObject({ user: { mustChangePassword: true } });
  const [, entry] = accounts.listAudit({ limit: 2 });
  expect(entry).toMatchObject({ action: "user.access-restored", target: "admin", actor: "" });
  expect(JSON.stringify(accounts.listAudit({ limit: 9 }))).not.toContain(password);
  accounts.close();
  db.close();
});
