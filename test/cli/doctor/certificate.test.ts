import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCertificate } from "../../../src/cli/doctor/certificate.ts";
import { sayIn } from "../../../src/cli/shell.ts";
import { issueAuthority } from "../../../src/tls/issue.ts";

const say = sayIn("en");
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gantry-cert-"));
  file = join(dir, "server.pem");
});
afterEach(() => rmSync(dir, { recursive: true }));

test("how long it is good: well, soon due, over", async () => {
  writeFileSync(file, (await issueAuthority(START)).cert);
  const at = (days: number) => {
    const { level, text } = checkCertificate({ file, isOperators: true, now: START + days * DAY_MS, say });
    return `${level}: ${text}`;
  };
  expect([at(0), at(3_630), at(3_660)]).toEqual([
    "ok: good for 3650 days",
    "warn: good for 20 days",
    "fail: good for -10 days",
  ]);
});

test("a file that is missing is well when it is ours to make", () => {
  expect(checkCertificate({ file, isOperators: false, now: START, say }).level).toBe("ok");
  expect(checkCertificate({ file, isOperators: true, now: START, say }).level).toBe("fail");
});

test("a file that is no certificate fails", () => {
  writeFileSync(file, "nonsense");
  expect(checkCertificate({ file, isOperators: false, now: START, say })).toEqual({
    check: "tls.certificate",
    level: "fail",
    text: `${file} is no certificate`,
    fix: `remove ${file}; a new one is made`,
  });
});
