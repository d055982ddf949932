import { expect, test } from "bun:test";
import { parseFlags, SIMULATE_HELP } from "../../src/simulate/flags.ts";
import { err } from "../../src/spine/result.ts";

test("every flag of the help is known, and the other way round", () => {
  const inHelp = [...SIMULATE_HELP.matchAll(/^ {4}--([a-z-]+)/gm)].map((match) => match[1]).sort();
  const parsed = parseFlags([]);
  expect(parsed.ok).toBe(true);
  const known = inHelp.filter((name) => {
    const flags = parseFlags([`--${name}`, "1"]);
    return flags.ok || !flags.error.startsWith("Unknown option");
  });
  expect(known).toEqual(inHelp);
  expect(inHelp).toContain("credentials");
});

test("wrong values are named", () => {
  expect(parseFlags(["--qos", "2"])).toEqual(err("--qos: 0 or 1"));
  expect(parseFlags(["--rate", "fast"])).toEqual(err("--rate: not a number"));
  expect(parseFlags(["--product-key", "x"])).toEqual(err("--product-key needs --kind"));
  expect(parseFlags(["--nonsense"])).toMatchObject({ ok: false });
});

test("what is given comes back as values, the rest as defaults", () => {
  const flags = parseFlags(["--qos", "0", "--rate", "2.5", "--devices", "7", "--tls"]);
  expect(flags.ok && flags.value).toMatchObject({
    qos: 0,
    rate: 2.5,
    devices: 7,
    tls: true,
    auth: "alink",
    speed: 1,
  });
});
