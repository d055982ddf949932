// Links to field buses and the slaves on them: what people set, as the poller runs it.
// Fields are added, never given another meaning: settings outlive the version that wrote them.

import * as v from "valibot";

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
const SerialLink = v.strictObject({
  kind: v.literal("serial"),
  /** `/dev/serial/by-id/...`, `/dev/ttyUSB0`, `/dev/ttyS1`. */
  path: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^\/[\w./:+@-]{1,200}$/, "must be the path of a device, as /dev/ttyUSB0"),
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
});

const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const Hex = v.pipe(
  v.string(),
  v.regex(/^(?:[0-9A-Fa-f]{2}\s?){1,128}$/, "must be pairs of hexadecimal digits"),
);

/** By what a DTU that calls in is known: its first packet, or where it calls from. */
const Identification = v.variant("by", [
  v.strictObject({ by: v.literal("text"), text: Text }),
  v.strictObject({ by: v.literal("hex"), hex: Hex }),
  /** The whole packet, as text, must fit. */
  v.strictObject({ by: v.literal("pattern"), pattern: Text }),
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
