import { expect, test } from "bun:test";
import { commandsOf } from "../../../src/cli/doctor/commands.ts";

test("nobody is told to type what the system does not have", () => {
  expect(JSON.stringify(commandsOf("win32"))).not.toMatch(/chown|timedatectl|setcap/);
  expect(JSON.stringify(commandsOf("linux"))).not.toMatch(/icacls|w32tm|netsh|netstat/);
});
