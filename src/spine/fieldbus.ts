// Links to field buses and the slaves on them: what people set, as the poller runs it.
// Fields are added, never given another meaning: settings outlive the version that wrote them.

import * as v from "valibot";
import { readNetwork } from "../kit/cidr.ts";
import type { RegisterArea } from "./register-map.ts";

const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(min), v.maxValue(max));
const Host = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[A-Za-z0-9._:-]{1,253}$/, "must be an address or a host name"),
);
const Port = whole(1, 65_535);

export const LINK_KINDS = ["tcp", "rtuTcp", "serial", "dtu"] as const;
/** Modbus TCP; RTU frames in a TCP connection; a serial port; a DTU that calls in. */
export type LinkKind = (typeof LINK_KINDS)[number];

export const PARITIES = ["none", "even", "odd", "mark", "space"] as const;
export type Parity = (typeof PARITIES)[number];

const Place = { host: Host, port: v.optional(Port, 502) };
const Backup = v.optional(v.strictObject(Place));

const TcpLink = v.strictObject({
  kind: v.literal("tcp"),
  ...Place,
  /** Dialled in turn where the first place does not answer. */
  backup: Backup,
  /** The connection is closed after each exchange: for units that take one client at a time. */
  isClosedAfterExchange: v.optional(v.boolean(), false),
});
const RtuTcpLink = v.strictObject({ kind: v.literal("rtuTcp"), ...Place, backup: Backup });
const SERIAL_LINE = {
  /** `/dev/serial/by-id/...`, `/dev/ttyUSB0`, `/dev/ttyS1`; on Windows `COM1` to `COM256`. */
  path: v.pipe(
    v.string(),
    v.trim(),
    v.regex(
      /^(?:\/[\w./:+@-]{1,200}|COM(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-6]))$/,
      "must be the path of a device, as /dev/ttyUSB0, or COM1 to COM256",
    ),
  ),
  baud: v.optional(whole(300, 4_000_000), 9_600),
  dataBits: v.optional(v.picklist([7, 8]), 8),
  parity: v.optional(v.picklist(PARITIES), "none"),
  stopBits: v.optional(v.picklist([1, 2]), 1),
  hasFlowControl: v.optional(v.boolean(), false),
  /** The driver turns an RS-485 transceiver round by RTS; most adapters do it themselves. */
  rs485: v.optional(
    v.strictObject({
      isRtsHighOnSend: v.optional(v.boolean(), true),
      delayBeforeMs: v.optional(whole(0, 100), 0),
      delayAfterMs: v.optional(whole(0, 100), 0),
    }),
  ),
};
const SerialLink = v.strictObject({ kind: v.literal("serial"), ...SERIAL_LINE });

const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const Hex = v.pipe(
  v.string(),
  v.regex(/^(?:[0-9A-Fa-f]{2}\s?){1,128}$/, "must be pairs of hexadecimal digits"),
);

function isPattern(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`);
    return true;
  } catch {
    return false;
  }
}

/** By what a DTU that calls in is known: its first packet, or where it calls from. */
const Identification = v.variant("by", [
  v.strictObject({ by: v.literal("text"), text: Text }),
  v.strictObject({ by: v.literal("hex"), hex: Hex }),
  /** The whole packet, as text, must fit. */
  v.strictObject({
    by: v.literal("pattern"),
    pattern: v.pipe(Text, v.check(isPattern, "must be a regular expression")),
  }),
  /** 15 digits anywhere in the packet. */
  v.strictObject({ by: v.literal("imei"), imei: v.pipe(v.string(), v.regex(/^\d{15}$/)) }),
  /** 19 or 20 digits anywhere in the packet. */
  v.strictObject({ by: v.literal("iccid"), iccid: v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{19,20}$/)) }),
  /** The 52 bytes that OneNET's DTU dialect logs in with. */
  v.strictObject({ by: v.literal("onenet"), productId: Text, deviceName: Text }),
  /** Function 65 of yudao's gateways, with a device's credentials. */
  v.strictObject({ by: v.literal("yudao"), productKey: Text, deviceName: Text }),
  v.strictObject({ by: v.literal("address"), address: Host }),
]);
export type Identification = v.InferOutput<typeof Identification>;

const DtuLink = v.strictObject({
  kind: v.literal("dtu"),
  /** What is spoken through it once it is known. */
  framing: v.optional(v.picklist(["rtu", "tcp"]), "rtu"),
  identification: Identification,
  /** What it sends to keep its connection: passed over wherever it comes, even glued to a reply. */
  heartbeat: v.optional(v.union([v.strictObject({ text: Text }), v.strictObject({ hex: Hex })])),
});

export const TransportSchema = v.variant("kind", [TcpLink, RtuTcpLink, SerialLink, DtuLink]);
export type Transport = v.InferOutput<typeof TransportSchema>;

export const LinkSettingsSchema = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(128)),
  isEnabled: v.optional(v.boolean(), true),
  transport: TransportSchema,
  connectTimeoutMs: v.optional(whole(100, 60_000), 3_000),
  /** Of slaves that do not say otherwise. */
  timeoutMs: v.optional(whole(100, 30_000), 1_000),
  retries: v.optional(whole(0, 5), 1),
  retryGapMs: v.optional(whole(0, 10_000), 200),
  /** Least silence between two frames; absent: what the line needs (3.5 characters; 20 ms through a DTU). */
  gapMs: v.optional(whole(0, 10_000)),
  /** A register is read when nothing else was for so long, so that the connection is not forgotten on its way. */
  keepAliveMs: v.optional(whole(1_000, 3_600_000)),
});
export type LinkSettings = v.InferOutput<typeof LinkSettingsSchema>;
export type LinkSettingsInput = v.InferInput<typeof LinkSettingsSchema>;

/** A device of the registry as a slave of a link. Its register map is its product's. */
export const SlaveSettingsSchema = v.strictObject({
  /** Address on the bus; 255 addresses a Modbus TCP unit itself. */
  unit: whole(0, 255),
  timeoutMs: v.optional(whole(100, 30_000)),
  retries: v.optional(whole(0, 5)),
  /** Added to every address of the map: for the second channel of a unit that has several alike. */
  addressOffset: v.optional(whole(-65_535, 65_535), 0),
  isEnabled: v.optional(v.boolean(), true),
});
export type SlaveSettings = v.InferOutput<typeof SlaveSettingsSchema>;

/** What is answered for a value that was never seen, or that its registers cannot hold. */
export const MISSING_ANSWERS = ["exception", "fill"] as const;
/** What is answered for a value whose device is away, or that is older than it may be. */
export const STALE_ANSWERS = ["last", "exception"] as const;
/** What can be wrong with a bus, as its figures say. */
export const AILMENTS = [
  "dead_slave",
  "two_on_one_id",
  "bad_line",
  "cut_replies",
  "stray_bytes",
  "echo",
  "slow_slave",
  "wrong_register",
  "overloaded",
  "late_replies",
] as const;
export type Ailment = (typeof AILMENTS)[number];

/** When a write is answered: the command is stored, or the device has said how it ended. */
export const WRITE_ANSWERS = ["taken", "done"] as const;
/** Which writes become commands: those that change something, or each one. */
export const WRITE_RULES = ["changes", "every"] as const;
/** What is answered for a write of a value that can only be read. */
export const READ_ONLY_ANSWERS = ["exception", "ignore"] as const;

const described = <T extends v.GenericSchema>(schema: T, text: string) => v.pipe(schema, v.description(text));
const SERVER_PORTS = 8;

const ServerPortSchema = v.strictObject({
  ...SERIAL_LINE,
  isEnabled: v.optional(v.boolean(), true),
  units: v.optional(
    described(
      v.pipe(v.array(whole(1, 247)), v.minLength(1), v.maxLength(247)),
      "Addresses that are answered on this line; absent: every unit with exposed values. None of another slave on the line",
    ),
  ),
});
/** A serial line on which another is the master and Gantry a slave. */
export type ServerPort = v.InferOutput<typeof ServerPortSchema>;

const Treatment = {
  missing: described(
    v.picklist(MISSING_ANSWERS),
    "A value that was never seen or does not fit: `exception` 0B or 04, where the registers have no word for it (NaN, `absent`); `fill`: 0",
  ),
  stale: described(
    v.picklist(STALE_ANSWERS),
    "A value whose device is offline, of bad quality or too old: the `last` one, or `exception` 0B (04 of bad quality)",
  ),
  staleAfterMs: described(
    whole(1_000, 31 * 86_400_000),
    "Older values are stale; absent: age does not matter",
  ),
  writes: described(
    v.picklist(WRITE_RULES),
    "Which writes become commands: `changes`: one of the value that was written last and that the device has confirmed, or told since, is answered without a command; `every`: each one",
  ),
  writeRefreshMs: described(
    whole(1_000, 86_400_000),
    "With `changes`: so long after a command a write of the same value is a command again",
  ),
  readOnly: described(
    v.picklist(READ_ONLY_ANSWERS),
    "A write of a value that can only be read: `exception` 02; `ignore`: answered as if it were written, and dropped. For masters that write whole blocks",
  ),
};

/** How Gantry serves registers to others. */
export const ServerSettingsSchema = v.strictObject({
  allowed: v.optional(
    described(
      v.pipe(
        v.array(
          v.pipe(
            v.string(),
            v.trim(),
            v.check(
              (text) => readNetwork(text) !== undefined,
              "must be an address or a network, as 10.1.0.0/16",
            ),
          ),
        ),
        v.maxLength(64),
      ),
      "Who may connect over TCP; none: whoever reaches the port",
    ),
    [],
  ),
  maxConnections: v.optional(whole(1, 200), 32),
  idleMs: v.optional(
    described(whole(10_000, 86_400_000), "A TCP client that asks nothing for so long is disconnected"),
    300_000,
  ),
  maxRequestsPerS: v.optional(
    described(whole(1, 10_000), "Of one TCP client; who asks faster is read more slowly"),
    500,
  ),
  maxWritesPerS: v.optional(
    described(
      whole(1, 1_000),
      "Of all clients and lines together, ten times as many at once; more are refused with exception 06",
    ),
    20,
  ),
  missing: v.optional(Treatment.missing, "exception"),
  stale: v.optional(Treatment.stale, "last"),
  staleAfterMs: v.optional(Treatment.staleAfterMs),
  writeAnswer: v.optional(
    described(
      v.picklist(WRITE_ANSWERS),
      "A write is answered when its command is stored (`taken`), or when the device has said how it ended (`done`)",
    ),
    "taken",
  ),
  writeWaitMs: v.optional(
    described(whole(100, 30_000), "With `done`: exception 05 when the device has not answered by then"),
    800,
  ),
  writes: v.optional(Treatment.writes, "changes"),
  writeRefreshMs: v.optional(Treatment.writeRefreshMs, 600_000),
  readOnly: v.optional(Treatment.readOnly, "exception"),
  ports: v.optional(
    v.pipe(
      v.array(ServerPortSchema),
      v.maxLength(SERVER_PORTS),
      v.check(
        (ports) => new Set(ports.map(({ path }) => path)).size === ports.length,
        "a port is named twice",
      ),
    ),
    [],
  ),
});
export type ServerSettings = v.InferOutput<typeof ServerSettingsSchema>;
export const DEFAULT_SERVER: ServerSettings = v.parse(ServerSettingsSchema, {});

/** How one exposed value differs from the server's settings. */
export const ExposureTermsSchema = v.strictObject({
  missing: v.optional(Treatment.missing),
  stale: v.optional(Treatment.stale),
  staleAfterMs: v.optional(Treatment.staleAfterMs),
  writes: v.optional(Treatment.writes),
  writeRefreshMs: v.optional(Treatment.writeRefreshMs),
  readOnly: v.optional(Treatment.readOnly),
  statusAddress: v.optional(
    described(
      whole(0, 65_535),
      "Register of the same unit that tells its state: 0 never seen, 1 good, 2 stale, 3 bad, 4 simulated. Holding, or input for values of input and discrete",
    ),
  ),
});
export type ExposureTerms = v.InferOutput<typeof ExposureTermsSchema>;

/** Where the state of a value in `area` is read. */
export function statusAreaOf(area: RegisterArea): "input" | "holding" {
  return area === "input" || area === "discrete" ? "input" : "holding";
}
