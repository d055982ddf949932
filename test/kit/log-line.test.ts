import { expect, test } from "bun:test";
import { type LogLevel, makeLogLines } from "../../src/kit/log-line.ts";

function open(level: LogLevel = "info") {
  const lines: unknown[] = [];
  const write = (line: string) => {
    expect(line.endsWith("\n")).toBe(true);
    lines.push(JSON.parse(line));
  };
  return { lines, log: makeLogLines({ write, now: () => 1_700_000_000_000, level }) };
}
const time = "2023-11-14T22:13:20.000Z";

test("writes a JSON object a line, from its level on", () => {
  const { lines, log } = open("warn");
  log.debug("no");
  log.info("no");
  log.warn("disk is nearly full", { freeBytes: 5 });
  log.error("stopped");
  expect(lines).toEqual([
    { time, level: "warn", message: "disk is nearly full", freeBytes: 5 },
    { time, level: "error", message: "stopped" },
  ]);
});

test("masks secrets at any depth, and lets no field take the head's names", () => {
  const { lines, log } = open();
  log
    .with({ room: "mqtt" })
    .info("login", { user: { password: "hunter2" }, deviceSecret: "x", level: "fake", count: 2n ** 60n });
  expect(lines).toEqual([
    {
      time,
      level: "info",
      message: "login",
      room: "mqtt",
      user: { password: "***" },
      deviceSecret: "***",
      level_: "fake",
      count: String(2n ** 60n),
    },
  ]);
});

test("writes errors with their causes, without what drivers hang on them", () => {
  const { lines, log } = open();
  const cause = Object.assign(new TypeError("inner"), { code: "ESOME", query: "SELECT hunter2" });
  log.error("failed", { error: new Error("outer", { cause }) });
  const { error } = lines[0] as { error: { cause: { stack: string } } };
  expect(lines).toMatchObject([
    {
      error: {
        name: "Error",
        message: "outer",
        cause: { name: "TypeError", code: "ESOME", message: "inner" },
      },
    },
  ]);
  expect(error.cause.stack).toContain("log-line.test.ts");
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});

test("survives a cycle", () => {
  const { lines, log } = open();
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  log.info("loop", { loop });
  expect(lines.length).toBe(1);
});
