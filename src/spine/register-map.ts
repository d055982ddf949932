// A product's register map: which Modbus registers hold its properties, as the poller reads and writes them.
// One canonical shape; foreign tables (Neuron, yudao, ThingsBoard ...) are converted at the edge.
// Fields are added, never given another meaning: maps outlive the version that wrote them.

import * as v from "valibot";
import { FEATURE_PATTERN } from "./ids.ts";
import { MODEL_FEATURES } from "./limits.ts";

/** Coil and discrete hold single bits (functions 01 and 02), holding and input registers of 16 bits (03 and 04). */
export const REGISTER_AREAS = ["coil", "discrete", "input", "holding"] as const;
export type RegisterArea = (typeof REGISTER_AREAS)[number];

/** Orders of the bytes on the wire; A is the most significant. Modbus itself sends AB; makers differ from 32 bits on. */
export const ORDERS_2 = ["AB", "BA"] as const;
export const ORDERS_4 = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
export const ORDERS_8 = [
  "ABCDEFGH",
  "GHEFCDAB",
  "BADCFEHG",
  "HGFEDCBA",
  "EFGHABCD",
  "CDABGHEF",
  "FEHGBADC",
  "DCBAHGFE",
] as const;
export type Order4 = (typeof ORDERS_4)[number];

const NUMBER_TYPES_2 = ["int16", "uint16"] as const;
const NUMBER_TYPES_4 = ["int32", "uint32", "float32"] as const;
const NUMBER_TYPES_8 = ["int64", "uint64", "float64"] as const;
export const REGISTER_TYPES = [
  "bool",
  ...NUMBER_TYPES_2,
  ...NUMBER_TYPES_4,
  ...NUMBER_TYPES_8,
  "bcd",
  "string",
  "bytes",
  "bit",
  "bits",
] as const;
export type RegisterType = (typeof REGISTER_TYPES)[number];

/** Where the characters of a text are: two a register, high or low byte first; or one, in the low or the high byte. */
export const TEXT_PACKINGS = ["highFirst", "lowFirst", "lowOnly", "highOnly"] as const;
export const TEXT_ENCODINGS = ["ascii", "utf8", "gbk"] as const;
/** `auto`: a single coil by 05, several by 0F; one register by 06, more by 10; a bit of a register by 16h. */
export const WRITE_FUNCTIONS = ["auto", "05", "06", "0F", "10", "16"] as const;

const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(min), v.maxValue(max));
const Factor = v.pipe(v.number(), v.finite());
const Address = v.pipe(whole(0, 65_535), v.description("As sent on the wire, from 0"));
/** A property of the thing model, or `module:property`. */
const Target = v.pipe(v.string(), v.regex(FEATURE_PATTERN, "must be a property's identifier"));
const GroupName = v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/, "1 to 32 letters, digits, _ or -"));
const Formula = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const Note = v.pipe(v.string(), v.maxLength(200));

const WriteSchema = v.strictObject({
  function: v.optional(v.picklist(WRITE_FUNCTIONS), "auto"),
  /** Where it is written when that is not where it is read; in the same area, or `holding` for a point of `input`. */
  address: v.optional(Address),
  /** Of the property's value: what lies outside, or between two steps from `min` (else 0), is refused, never clipped. */
  min: v.optional(Factor),
  max: v.optional(Factor),
  step: v.optional(v.pipe(Factor, v.gtValue(0))),
  /** Read back after the write, which fails when the value differs. */
  isVerified: v.optional(v.boolean(), false),
});

const PointCommon = {
  identifier: Target,
  address: Address,
  /** The maker's own notation, for people: `40001`, `D100`, `0x2006`. Nothing computes with it. */
  shownAs: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(32))),
  access: v.optional(v.picklist(["r", "rw", "w"]), "r"),
  /** Poll group by name; null: read on demand only. A point of access `w` is never polled. */
  group: v.optional(v.nullable(GroupName), "normal"),
  write: v.optional(WriteSchema),
  note: v.optional(Note),
};

/** Raw number to value, in this order: absent, sign, `scale`, `exponentAddress`, `offset`, `formula`, `decimals`, `validRange`. */
const NumberCommon = {
  /** value = raw * scale * 10^exponent + offset; written back the other way round and rounded to the raw type. */
  scale: v.optional(
    v.pipe(
      Factor,
      v.check((scale) => scale !== 0, "must not be 0"),
    ),
    1,
  ),
  offset: v.optional(Factor, 0),
  /** Register of the same area with an int16 exponent of ten (SunSpec's scale factors). */
  exponentAddress: v.optional(Address),
  /** Over `x`, the value after scale and offset, in the language of calculated properties. */
  formula: v.optional(Formula),
  /** Its inverse, over `x`, the value before: needed where a point with a formula is written. */
  writeFormula: v.optional(Formula),
  /** The highest bit is the sign and the others the magnitude (not two's complement). */
  isSignMagnitude: v.optional(v.boolean(), false),
  /** Digits after the point that are kept. */
  decimals: v.optional(whole(0, 15)),
  /** Of the value; what lies outside is stored with quality bad. */
  validRange: v.optional(v.strictObject({ min: v.optional(Factor), max: v.optional(Factor) })),
  /** Raw contents that mean "no value", hexadecimal in the order A first (`8000`, `7fc00000`): no point is made. */
  absent: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{4,16}$/, "4 to 16 small hexadecimal digits"))),
      v.maxLength(8),
    ),
  ),
  /** Raw number, decimal, to the property's value; what is not in it passes as it is. */
  values: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^-?\d{1,20}$/)),
        v.union([Factor, v.boolean(), v.pipe(v.string(), v.maxLength(128))]),
      ),
      v.check((table) => Object.keys(table).length <= 256, "at most 256 values"),
    ),
  ),
  /** A change no greater than this is not reported: in units of the value, or percent of the last one reported. */
  deadband: v.optional(
    v.strictObject({ by: v.pipe(Factor, v.minValue(0)), unit: v.picklist(["value", "percent"]) }),
  ),
};

const WordArea = v.picklist(["input", "holding"]);
const BoolPoint = v.strictObject({
  ...PointCommon,
  type: v.literal("bool"),
  area: v.picklist(["coil", "discrete"]),
  /** True is stored where the bit is 0. */
  isInverted: v.optional(v.boolean(), false),
});
const Number2Point = v.strictObject({
  ...PointCommon,
  ...NumberCommon,
  type: v.picklist(NUMBER_TYPES_2),
  area: WordArea,
  order: v.optional(v.picklist(ORDERS_2)),
});
const Number4Point = v.strictObject({
  ...PointCommon,
  ...NumberCommon,
  type: v.picklist(NUMBER_TYPES_4),
  area: WordArea,
  order: v.optional(v.picklist(ORDERS_4)),
});
const Number8Point = v.strictObject({
  ...PointCommon,
  ...NumberCommon,
  type: v.picklist(NUMBER_TYPES_8),
  area: WordArea,
  order: v.optional(v.picklist(ORDERS_8)),
});
/** Packed decimal digits, four a register; a nibble above 9 is quality bad. */
const BcdPoint = v.strictObject({
  ...PointCommon,
  ...NumberCommon,
  type: v.literal("bcd"),
  area: WordArea,
  registers: v.optional(v.picklist([1, 2, 3, 4]), 1),
  /** Of the bytes of 1, 2 and 4 registers; three are ABCDEF always. */
  order: v.optional(v.picklist([...ORDERS_2, ...ORDERS_4, ...ORDERS_8])),
});
/** Ends at the first NUL; spaces at the end are cut. */
const StringPoint = v.strictObject({
  ...PointCommon,
  type: v.literal("string"),
  area: WordArea,
  registers: whole(1, 125),
  packing: v.optional(v.picklist(TEXT_PACKINGS), "highFirst"),
  encoding: v.optional(v.picklist(TEXT_ENCODINGS), "ascii"),
});
/** As hexadecimal text, as on the wire. */
const BytesPoint = v.strictObject({
  ...PointCommon,
  type: v.literal("bytes"),
  area: WordArea,
  registers: whole(1, 125),
});
/** One bit of a register; 0 is the least significant. */
const BitPoint = v.strictObject({
  ...PointCommon,
  type: v.literal("bit"),
  area: WordArea,
  bit: whole(0, 15),
  isInverted: v.optional(v.boolean(), false),
});
/** `length` bits of a register, from `bit` upwards, as a number. */
const BitsPoint = v.strictObject({
  ...PointCommon,
  ...NumberCommon,
  type: v.literal("bits"),
  area: WordArea,
  bit: whole(0, 15),
  length: whole(1, 16),
  isSigned: v.optional(v.boolean(), false),
});

const PointShape = v.variant("type", [
  BoolPoint,
  Number2Point,
  Number4Point,
  Number8Point,
  BcdPoint,
  StringPoint,
  BytesPoint,
  BitPoint,
  BitsPoint,
]);
export type RegisterPoint = v.InferOutput<typeof PointShape>;
export type RegisterPointInput = v.InferInput<typeof PointShape>;

const WIDTHS: Partial<Record<RegisterType, number>> = {
  int32: 2,
  uint32: 2,
  float32: 2,
  int64: 4,
  uint64: 4,
  float64: 4,
};

/** Registers (or bits, of coil and discrete) that the point reads. */
export function sizeOf(point: Pick<RegisterPoint, "type"> & { readonly registers?: number }): number {
  return WIDTHS[point.type] ?? point.registers ?? 1;
}

/** The bits of each of its registers that are the point's: all, or those that it names. */
export function maskOf(point: RegisterPoint): number {
  if (point.type === "bit") return 1 << point.bit;
  return point.type === "bits" ? ((1 << point.length) - 1) << point.bit : 0xffff;
}

export const RegisterPointSchema = v.pipe(
  PointShape,
  v.check((point) => point.address + sizeOf(point) <= 65_536, "reaches beyond address 65535"),
  v.check(
    (point) => point.type !== "bits" || point.bit + point.length <= 16,
    "the bits must lie in one register",
  ),
  v.check(
    (point) =>
      point.access === "r" ||
      point.area === "coil" ||
      point.area === "holding" ||
      point.write?.address !== undefined,
    "input and discrete are read-only: name a write address",
  ),
  v.check(
    (point) =>
      point.access === "r" ||
      !("formula" in point) ||
      point.formula === undefined ||
      point.writeFormula !== undefined,
    "a point with a formula needs writeFormula to be written",
  ),
  v.check(hasOrderOfItsSize, "the order has another number of bytes than the value"),
);

function hasOrderOfItsSize(point: RegisterPoint): boolean {
  return point.type !== "bcd" || point.order === undefined || point.order.length === sizeOf(point) * 2;
}

const GroupSchema = v.strictObject({
  name: GroupName,
  /** 10 ms to a day. */
  periodMs: whole(10, 86_400_000),
  /** Polls at multiples of the period since midnight UTC instead of where its phase falls. */
  isAligned: v.optional(v.boolean(), false),
  report: v.optional(v.picklist(["every", "change"]), "every"),
  /** With `change`: reported at least so often all the same. */
  heartbeatMs: v.optional(whole(100, 86_400_000)),
});
export type PollGroup = v.InferOutput<typeof GroupSchema>;

/** Polled where a map names no groups of its own. */
export const DEFAULT_GROUPS: readonly PollGroup[] = [
  { name: "fast", periodMs: 1_000, isAligned: false, report: "every" },
  { name: "normal", periodMs: 5_000, isAligned: false, report: "every" },
  { name: "slow", periodMs: 60_000, isAligned: false, report: "every" },
];

/** What holds for a whole unit unless its link or device says otherwise: how the maker delivers it. */
const UnitSchema = v.strictObject({
  id: v.optional(whole(0, 255), 1),
  serial: v.optional(
    v.strictObject({
      baud: whole(300, 4_000_000),
      dataBits: v.optional(v.picklist([7, 8]), 8),
      parity: v.optional(v.picklist(["none", "even", "odd"]), "none"),
      stopBits: v.optional(v.picklist([1, 2]), 1),
    }),
  ),
  tcpPort: v.optional(whole(1, 65_535)),
  /** Of values of 32 and 64 bits that name no order (CDAB makes GHEFCDAB); 16 bits are AB, as Modbus has it. */
  order: v.optional(v.picklist(ORDERS_4), "ABCD"),
  maxRegistersPerRead: v.optional(whole(1, 125), 100),
  maxBitsPerRead: v.optional(whole(1, 2_000), 1_000),
  /** Registers between two points that are read along to save a request. 0: only neighbours are merged. */
  maxGap: v.optional(whole(0, 124), 8),
  /** Pause that the unit needs between two requests. */
  gapMs: v.optional(whole(0, 10_000)),
  timeoutMs: v.optional(whole(100, 30_000)),
  /** How `auto` writes: `multiple` where the unit knows only 0F and 10, `single` where it knows only 05 and 06. */
  writeCoil: v.optional(v.picklist(["single", "multiple"]), "single"),
  writeRegister: v.optional(v.picklist(["auto", "single", "multiple"]), "auto"),
  /** Function codes that must not be sent to it. */
  forbidden: v.optional(v.pipe(v.array(whole(1, 127)), v.maxLength(32)), []),
});

const SourceSchema = v.strictObject({
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  revision: v.optional(v.pipe(v.string(), v.maxLength(64))),
  url: v.optional(v.pipe(v.string(), v.url(), v.maxLength(500))),
});

const MapShape = v.strictObject({
  unit: v.optional(UnitSchema, {}),
  groups: v.optional(v.pipe(v.array(GroupSchema), v.minLength(1), v.maxLength(32)), [...DEFAULT_GROUPS]),
  points: v.pipe(v.array(RegisterPointSchema), v.maxLength(MODEL_FEATURES)),
  /** Where the registers were taken from. */
  sources: v.optional(v.pipe(v.array(SourceSchema), v.maxLength(8)), []),
  /** False until a person compared it with a unit: shown as "verify on your unit". */
  isVerified: v.optional(v.boolean(), false),
  note: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
});

const isUnique = (names: readonly string[]) => new Set(names).size === names.length;

export const RegisterMapSchema = v.pipe(
  MapShape,
  v.check((map) => isUnique(map.points.map((point) => point.identifier)), "an identifier is used twice"),
  v.check((map) => isUnique(map.groups.map((group) => group.name)), "two groups have the same name"),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const names = new Set(dataset.value.groups.map((group) => group.name));
    for (const point of dataset.value.points) {
      if (point.group === null || names.has(point.group)) continue;
      addIssue({ message: `${point.identifier}: there is no group ${point.group}` });
    }
  }),
);
export type RegisterMap = v.InferOutput<typeof RegisterMapSchema>;
export type RegisterMapInput = v.InferInput<typeof RegisterMapSchema>;

export const EMPTY_REGISTER_MAP: RegisterMap = v.parse(RegisterMapSchema, { points: [] });

const ORDERLESS: ReadonlySet<RegisterType> = new Set(["bool", "string", "bytes", "bit", "bits"]);

/** The bytes of a value of `point` on the wire, A the most significant; undefined where it has no order. */
export function orderOf(point: RegisterPoint, unit: { readonly order: Order4 }): string | undefined {
  if ("order" in point && point.order !== undefined) return point.order;
  if (ORDERLESS.has(point.type)) return undefined;
  const size = sizeOf(point);
  if (size === 1) return "AB";
  if (size === 2) return unit.order;
  return size === 4 ? ORDERS_8[ORDERS_4.indexOf(unit.order)] : undefined;
}
