// The flags of `gantry simulate`: parsed, checked, with their help.

import { parseArgs } from "node:util";
import * as v from "valibot";
import { err, ok, type Result } from "../spine/result.ts";

export const SIMULATE_HELP = `gantry simulate: a virtual factory that reports as real MQTT devices

  Where to
    --host HOST           server (127.0.0.1)
    --port PORT           port (1883; 8883 with --tls)
    --tls                 TLS, verified against the system's authorities or --ca FILE
    --ca FILE             PEM of the authority that signed the server's certificate
    --insecure            do not verify the certificate
    --apply URL           first create products and devices on that Gantry, e.g. http://127.0.0.1:8080
                          (user: --user, default admin; password: GANTRY_PASSWORD)

  Who
    --devices N           how many (12: one production line)
    --kind KIND           press, oven, meter or tank only; mixed lines otherwise
    --product-key KEY     product key in place of the kind's own (with --kind)
    --credentials FILE    productKey,deviceName,deviceSecret as CSV or JSON, or a factory document
    --document FILE       factory document: read, or made with random secrets when it does not exist
    --print-document      print the factory document and stop
    --language LANG       names in the document: en or zh-CN (en)
    --auth alink|plain    signature or plain secret (alink)

  What
    --rate R              reports per second of each device (1)
    --qos 0|1             (1)
    --no-reply            ask the platform for no reply ("sys":{"ack":0})
    --duration S          stop after S seconds (runs until Ctrl-C)
    --speed X             simulated seconds per second (1)
    --seed N              which factory: the same number gives the same (1)
    --json                one JSON object a second instead of the status line
`;

const Numeric = (low: number, high: number) =>
  v.pipe(
    v.string(),
    v.transform(Number),
    v.number("not a number"),
    v.minValue(low, `at least ${low}`),
    v.maxValue(high, `at most ${high}`),
  );
const Whole = (low: number, high: number) => v.pipe(Numeric(low, high), v.integer("not a whole number"));
const Flag = v.optional(v.boolean(), false);
const Text = v.optional(v.pipe(v.string(), v.minLength(1, "empty")));

const FlagsSchema = v.pipe(
  v.object({
    host: v.optional(v.string(), "127.0.0.1"),
    port: v.optional(Whole(1, 65_535)),
    tls: Flag,
    ca: Text,
    insecure: Flag,
    apply: Text,
    user: v.optional(v.string(), "admin"),
    devices: v.optional(Whole(1, 100_000)),
    kind: v.optional(v.picklist(["press", "oven", "meter", "tank"], "press, oven, meter or tank")),
    "product-key": Text,
    credentials: Text,
    document: Text,
    "print-document": Flag,
    language: v.optional(v.picklist(["en", "zh-CN"], "en or zh-CN"), "en"),
    auth: v.optional(v.picklist(["alink", "plain"], "alink or plain"), "alink"),
    rate: v.optional(Numeric(0.001, 1_000), "1"),
    qos: v.optional(
      v.pipe(
        v.picklist(["0", "1"], "0 or 1"),
        v.transform((qos) => (qos === "0" ? 0 : 1)),
      ),
      "1",
    ),
    "no-reply": Flag,
    duration: v.optional(Numeric(0.1, 1e9)),
    speed: v.optional(Numeric(0.01, 10_000), "1"),
    seed: v.optional(Whole(0, 2 ** 32 - 1), "1"),
    json: Flag,
    help: Flag,
  }),
  v.check(
    (flags) => flags["product-key"] === undefined || flags.kind !== undefined,
    "--product-key needs --kind",
  ),
  v.check(
    (flags) => flags.credentials === undefined || flags.document === undefined,
    "--credentials and --document exclude each other",
  ),
  v.check(
    (flags) => flags.credentials === undefined || flags.apply === undefined,
    "--apply needs a factory document, not --credentials",
  ),
);
export type SimulateFlags = v.InferOutput<typeof FlagsSchema>;

const SWITCHES = ["tls", "insecure", "print-document", "no-reply", "json", "help"];

/** Parses the arguments after `gantry simulate`; the failure is a text for the terminal. */
export function parseFlags(args: readonly string[]): Result<SimulateFlags, string> {
  const options = Object.fromEntries(
    Object.keys(FlagsSchema.entries).map((name) => [
      name,
      { type: SWITCHES.includes(name) ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  let values: unknown;
  try {
    values = parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  const parsed = v.safeParse(FlagsSchema, values);
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const path = v.getDotPath(issue);
  return err(path === null ? issue.message : `--${path}: ${issue.message}`);
}
