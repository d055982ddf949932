import { expect, test } from "bun:test";
import { describeFindings } from "../../../src/cli/doctor/finding.ts";
import { sayIn } from "../../../src/cli/shell.ts";

test("a line each, what to do beneath, the counts at the end", () => {
  const findings = [
    { check: "port.http", level: "ok", text: "free" },
    { check: "clock.ntp", level: "warn", text: "follows none", fix: "turn it on" },
    { check: "folder.write", level: "fail", text: "cannot", fix: "chown" },
  ] as const;
  expect(describeFindings(findings, sayIn("en")).split("\n")).toEqual([
    "ok   port.http            free",
    "WARN clock.ntp            follows none",
    "                          -> turn it on",
    "FAIL folder.write         cannot",
    "                          -> chown",
    "1 ok, 1 to look at, 1 to mend",
    "",
  ]);
  expect(describeFindings(findings, sayIn("zh-CN"))).toEndWith("正常 1，需留意 1，需处理 1\n");
});
