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

export class PointTraces {
  readonly #traces = new Map<string, PointTrace>();

  of(identifier: string): PointTrace {
    return this.#traces.get(identifier) ?? blank(identifier);
  }

  note(
    { identifier }: RegisterPoint,
    { wire, reading, ts }: { wire: Uint8Array; reading: Reading | undefined; ts: number },
  ): void {
    const { value, quality } = reading ?? { value: undefined, quality: undefined };
    this.#traces.set(identifier, { identifier, ts, value, quality, raw: hexOf(wire), failure: undefined });
  }

  fail({ identifier }: RegisterPoint, failure: Failed): void {
    this.#traces.set(identifier, { ...this.of(identifier), failure });
  }
}

function blank(identifier: string): PointTrace {
  return { identifier, ts: undefined, value: undefined, quality: undefined, raw: "", failure: undefined };
}
