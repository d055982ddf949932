// What people want to see of a point while they look for a fault: its last reading, the bytes of it, and what went wrong.

import type { Quality, Value } from "../../../spine/point.ts";
import type { RegisterPoint } from "../../../spine/register-map.ts";
import type { Failed } from "../frame/outcome.ts";
import { hexOf } from "../point/bytes.ts";
import type { Reading } from "../point/decode.ts";

export interface PointTrace {
  readonly identifier: string;
  /** The last good read, UTC ms. */
  readonly ts: number | undefined;
  /** Undefined where the registers said that there is none. */
  readonly value: Value | undefined;
  readonly quality: Quality | undefined;
  /** The registers as they came, hexadecimal. */
  readonly raw: string;
  /** Why the newest attempt failed; undefined where it did not. */
  readonly failure: Failed | undefined;
}

/** As it is kept: most are overwritten before anybody looks, so what people see is made when they do. */
interface Kept {
  ts: number | undefined;
  reading: Reading | undefined;
  wire: Uint8Array;
  failure: Failed | undefined;
}

const NOTHING = new Uint8Array();

export class PointTraces {
  readonly #traces = new Map<string, Kept>();

  of(identifier: string): PointTrace {
    const { ts, reading, wire, failure } = this.#traces.get(identifier) ?? blank();
    const { value, quality } = reading ?? { value: undefined, quality: undefined };
    return { identifier, ts, value, quality, raw: hexOf(wire), failure };
  }

  note(
    { identifier }: RegisterPoint,
    { wire, reading, ts }: { wire: Uint8Array; reading: Reading | undefined; ts: number },
  ): void {
    const kept = this.#keep(identifier);
    kept.ts = ts;
    kept.reading = reading;
    kept.wire = wire;
    kept.failure = undefined;
  }

  fail({ identifier }: RegisterPoint, failure: Failed): void {
    this.#keep(identifier).failure = failure;
  }

  #keep(identifier: string): Kept {
    const known = this.#traces.get(identifier);
    if (known !== undefined) return known;
    const kept = blank();
    this.#traces.set(identifier, kept);
    return kept;
  }
}

function blank(): Kept {
  return { ts: undefined, reading: undefined, wire: NOTHING, failure: undefined };
}
