import { expect, test } from "bun:test";
import { parseArguments } from "../../src/cli/arguments.ts";

const TABLE = new Map([
  ["help", "switch"],
  ["demo", "switch"],
  ["data", "value"],
  ["http-port", "value"],
] as const);
const parse = (...args: string[]) => parseArguments(args, TABLE);
const ok = (flags: Record<string, string | boolean>, ...positionals: string[]) => ({
  ok: true as const,
  value: { flags, positionals },
});
const err = (error: string) => ({ ok: false as const, error });

test("values follow or are joined; the last of a name wins", () => {
  expect(parse("--data", "a", "--http-port=0", "--data=b=c")).toEqual(ok({ data: "b=c", "http-port": "0" }));
});

test("a value may look like a flag", () => {
  expect(parse("--data", "--odd")).toEqual(ok({ data: "--odd" }));
});

test("switches stand alone, may be denied, may be spelled out", () => {
  expect(parse("--demo")).toEqual(ok({ demo: true }));
  expect(parse("--no-demo")).toEqual(ok({ demo: false }));
  expect(parse("--demo=off", "-h")).toEqual(ok({ demo: "off", help: true }));
});

test("the rest is positional, all of it after --", () => {
  expect(parse("a.yaml", "-", "--", "--demo")).toEqual(ok({}, "a.yaml", "-", "--demo"));
});

test("what is unknown is told, with what was probably meant", () => {
  expect(parse("--port", "1")).toEqual(err("unknown flag --port; --http-port?"));
  expect(parse("--hptt-port=1")).toEqual(err("unknown flag --hptt-port; --http-port?"));
  expect(parse("-x")).toEqual(err("unknown flag -x"));
  expect(parse("--no-data")).toEqual(err("unknown flag --no-data"));
  expect(parse("--data")).toEqual(err("--data needs a value"));
});
