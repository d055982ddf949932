// Who a unit says it is: vendor, product and revision (application protocol 1.1b3, 6.21). Many have no word for it.

import type { Bus } from "../bus/bus.ts";
import { ask } from "./ask.ts";

export interface Identity {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

/** Kind 0Eh: device identification. */
const KIND = 0x0e;
/** Kind, code, conformity, whether it goes on, where, and how many objects follow. */
const HEAD_BYTES = 6;
const GOES_ON = 0xff;
const NAMES = ["vendor", "product", "revision"] as const;
/** A unit whose answers lead in a circle is asked no more. */
const PARTS = 4;
const TEXT = new TextDecoder("utf-8");

/** What follows function 43 in a reply: the objects by number, and with which it goes on; undefined where it is none. */
export function readIdentity(
  bytes: Uint8Array,
): { readonly objects: ReadonlyMap<number, string>; readonly next: number | undefined } | undefined {
  if (bytes.length < HEAD_BYTES || bytes[0] !== KIND) return undefined;
  const objects = new Map<number, string>();
  let at = HEAD_BYTES;
  for (let left = bytes[HEAD_BYTES - 1] ?? 0; left > 0; left--) {
    const [id, size] = [bytes[at], bytes[at + 1]];
    if (id === undefined || size === undefined || at + 2 + size > bytes.length) return undefined;
    objects.set(id, textOf(bytes.subarray(at + 2, at + 2 + size)));
    at += 2 + size;
  }
  return { objects, next: bytes[3] === GOES_ON ? bytes[4] : undefined };
}

/** Undefined of a unit that does not say it; that is no fault. */
export async function askIdentity(bus: Bus, unit: number, timeoutMs: number): Promise<Identity | undefined> {
  const known = new Map<number, string>();
  let objectId: number | undefined = 0;
  for (let part = 0; part < PARTS && objectId !== undefined; part++) {
    const outcome = await ask(bus, { functionCode: 43, unit, objectId }, timeoutMs);
    const read = outcome.ok ? readIdentity(outcome.bytes) : undefined;
    if (read === undefined) break;
    for (const [id, text] of read.objects) known.set(id, text);
    objectId = read.next;
  }
  const [vendor = "", product = "", revision = ""] = NAMES.map((_, id) => known.get(id));
  return vendor === "" && product === "" && revision === "" ? undefined : { vendor, product, revision };
}

/** Padded with spaces or zeros by many, and with control characters by some. */
function textOf(bytes: Uint8Array): string {
  return TEXT.decode(bytes)
    .replace(/[\p{Cc}\uFFFD]+/gu, " ")
    .trim();
}
