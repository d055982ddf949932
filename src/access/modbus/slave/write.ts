// Writing one value to a slave: encode, send, and read it back where that is asked for.

import { assert } from "../../../kit/assert.ts";
import type { Value } from "../../../spine/point.ts";
import { type RegisterPoint, sizeOf } from "../../../spine/register-map.ts";
import type { Failed, Outcome } from "../frame/outcome.ts";
import type { ModbusRequest, ReadFunction } from "../frame/request.ts";
import { hexOf, wordsOf } from "../point/bytes.ts";
import { encodePoint, type Unwritable, type Written } from "../point/encode.ts";
import type { Slave } from "./slave.ts";
import { planWrite } from "./write-plan.ts";

/** How a write ended: the slave confirmed it, the value cannot be written, or the request failed. */
export type WriteOutcome =
  | { readonly kind: "written" }
  | { readonly kind: "refused"; readonly reason: Unwritable["reason"] | "unknown_point" | "forbidden" }
  | { readonly kind: "failed"; readonly outcome: Failed }
  /** It was confirmed, but reading it back gave something else. */
  | { readonly kind: "different"; readonly raw: string };

const MASK_WRITE = 22;

/** Slaves that said that they cannot write by mask (exception 01): they are read, and written whole. */
const withoutMask = new WeakSet<Slave>();

/** Writes `value` to the point of this identifier. */
export async function writePoint(
  slave: Slave,
  { identifier, value }: { identifier: string; value: Value },
): Promise<WriteOutcome> {
  const { map, unit, formulas } = slave.options.settings;
  const point = map.points.find((one) => one.identifier === identifier);
  if (point === undefined) return { kind: "refused", reason: "unknown_point" };
  if (point.access === "r") return { kind: "refused", reason: "not_writable" };
  const formula = formulas?.get(identifier)?.write;
  const encoded = encodePoint(point, value, { unit: map.unit, formula });
  if (!encoded.ok) return { kind: "refused", reason: encoded.error.reason };
  const plan = planWrite(point, encoded.value, { unit, settings: map.unit });
  if (plan === undefined) return { kind: "refused", reason: "forbidden" };
  const outcome =
    plan.kind === "requests" ? await sendAll(slave, plan.requests) : await sendMask(slave, plan);
  if (!outcome.ok) return { kind: "failed", outcome };
  return point.write?.isVerified ? await verify(slave, point, encoded.value) : { kind: "written" };
}

/** One after another, up to the first that fails. */
async function sendAll(slave: Slave, requests: readonly ModbusRequest[]): Promise<Outcome> {
  let outcome: Outcome | undefined;
  for (const request of requests) {
    outcome = await slave.ask(request, "write");
    if (!outcome.ok) return outcome;
  }
  assert(outcome !== undefined, "a plan has a request");
  return outcome;
}

interface MaskPlan {
  readonly address: number;
  readonly mask: number;
  readonly bits: number;
}

async function sendMask(slave: Slave, plan: MaskPlan): Promise<Outcome> {
  const { unit, map } = slave.options.settings;
  const { address, mask, bits } = plan;
  if (withoutMask.has(slave) || map.unit.forbidden.includes(MASK_WRITE)) return await sendWhole(slave, plan);
  const request = { functionCode: MASK_WRITE, unit, address, andMask: ~mask & 0xffff, orMask: bits } as const;
  const outcome = await slave.ask(request, "write");
  if (!isUnknownFunction(outcome)) return outcome;
  withoutMask.add(slave);
  return await sendWhole(slave, plan);
}

/** Reads the register and writes it with the bits changed; another master may change it in between. */
async function sendWhole(slave: Slave, { address, mask, bits }: MaskPlan): Promise<Outcome> {
  const { unit, map } = slave.options.settings;
  const before = await slave.ask({ functionCode: 3, unit, address, count: 1 }, "write");
  if (!before.ok) return before;
  const value = ((wordsOf(before.bytes)[0] ?? 0) & ~mask) | bits;
  const isMultiple = map.unit.writeRegister === "multiple";
  return await slave.ask(
    isMultiple
      ? { functionCode: 16, unit, address, values: [value] }
      : { functionCode: 6, unit, address, value },
    "write",
  );
}

function isUnknownFunction(outcome: Outcome): boolean {
  return !outcome.ok && outcome.code === "exception" && outcome.exception === 1;
}

const READS: Readonly<Partial<Record<RegisterPoint["area"], ReadFunction>>> = { coil: 1, holding: 3 };

async function verify(slave: Slave, point: RegisterPoint, written: Written): Promise<WriteOutcome> {
  const area = point.area === "input" ? "holding" : point.area === "discrete" ? "coil" : point.area;
  const functionCode = READS[area];
  assert(functionCode !== undefined, "what is written is a coil or a holding register");
  const { unit } = slave.options.settings;
  const address = point.write?.address ?? point.address;
  const outcome = await slave.ask({ functionCode, unit, address, count: sizeOf(point) }, "write");
  if (!outcome.ok) return { kind: "failed", outcome };
  if (isAsWritten(written, outcome.bytes)) return { kind: "written" };
  return { kind: "different", raw: hexOf(outcome.bytes) };
}

function isAsWritten(written: Written, bytes: Uint8Array): boolean {
  if (written.kind === "coil") return ((bytes[0] ?? 0) & 1) === Number(written.isOn);
  if (written.kind === "mask") return ((wordsOf(bytes)[0] ?? 0) & written.mask) === written.bits;
  return Buffer.from(bytes).equals(written.bytes);
}
