// Devices that tried to log in and are not known here: one row for each, however often it knocks.

import * as v from "valibot";
import { randomText } from "../kit/random-text.ts";
import { SecretSchema } from "../products/products.ts";
import type { Clock } from "../spine/clock.ts";
import { DEVICE_NAME_PATTERN, PRODUCT_KEY_PATTERN } from "../spine/ids.ts";
import type { RefusedLogin, StrangeCode, Stranger } from "./contract.ts";

export const STRANGE_CODES = [
  "unknown_product",
  "unknown_device",
  "device_name_unknown",
  "token_unknown",
] as const satisfies readonly StrangeCode[];

/** Rows come from outside, so they are bounded: in all, and for one host, so that none can push out the others. */
const ROWS_MAX = 500;
const ROWS_OF_HOST_MAX = 50;
/** Who stays away for so long is forgotten. */
const FORGET_MS = 86_400_000;
/** A secret that was sent in clear is held in memory for so long after it was sent last, and never shown or stored. */
export const SECRET_HOLD_MS = 600_000;

interface Held {
  /** Undefined when different secrets came: nobody can say whose is the right one. */
  text: string | undefined;
  sentAt: number;
}

interface Row extends Omit<Stranger, "secretUntil"> {
  readonly host: string;
  address: string;
  code: StrangeCode;
  lastAt: number;
  count: number;
  isDismissed: boolean;
  held: Held | undefined;
}

/** Bounded, in memory only; secrets that were sent in clear are held for a short time and never listed. */
export class Strangers {
  /** Insertion order is age: a row is put in again whenever its device knocks. */
  readonly #rows = new Map<string, Row>();
  #isFull = false;

  constructor(private readonly clock: Clock) {}

  /** Notes a refused login when it is one of a device that is not known; names that no device could have are left. */
  note(login: RefusedLogin): void {
    const code = STRANGE_CODES.find((one) => one === login.code);
    const name = nameOf(login);
    if (code === undefined || name === undefined) return;
    const now = this.clock.now();
    const key = keyOf(login, name);
    const known = this.#rows.get(key);
    const row = known ?? this.#makeRow(login, { ...name, code, now });
    const { address, clientId } = login;
    Object.assign(row, {
      code,
      address,
      clientId: clientId.slice(0, 256),
      lastAt: now,
      count: row.count + 1,
    });
    if (!row.isDismissed) row.held = holdSecret(row.held, login.secret, now);
    this.#rows.delete(key);
    this.#rows.set(key, row);
    if (known === undefined) this.#bound(row);
  }

  /** Newest first. */
  list(): Stranger[] {
    return [...this.#rows.values()]
      .filter(({ isDismissed }) => !isDismissed)
      .reverse()
      .map(toStranger);
  }

  find(id: string): Stranger | undefined {
    const row = this.#row(id);
    return row && toStranger(row);
  }

  /** The secret that the device sent, as long as it is held and only one was sent. */
  secretOf(id: string): string | undefined {
    const held = this.#row(id)?.held;
    return held && this.clock.now() < held.sentAt + SECRET_HOLD_MS ? held.text : undefined;
  }

  /** Hides a row for as long as its device keeps knocking; false when there is none. */
  dismiss(id: string): boolean {
    const row = this.#row(id);
    if (row === undefined) return false;
    row.isDismissed = true;
    row.held = undefined;
    return true;
  }

  /** Forgets the rows of a device that is known from now on. */
  forget(id: string): void {
    for (const [key, row] of this.#rows) if (row.id === id) this.#rows.delete(key);
  }

  forgetNamed(productKey: string, deviceName: string): void {
    for (const [key, row] of this.#rows) {
      const isSame =
        row.deviceName === deviceName && (row.productKey === productKey || row.productKey === "");
      if (isSame && row.code !== "token_unknown") this.#rows.delete(key);
    }
  }

  count(): number {
    let count = 0;
    for (const { isDismissed } of this.#rows.values()) if (!isDismissed) count += 1;
    return count;
  }

  /** Whether rows had to make room for others since the start. */
  isFull(): boolean {
    return this.#isFull;
  }

  /** Lets go of secrets that were held long enough, and of rows whose devices stay away. */
  sweep(): void {
    const now = this.clock.now();
    for (const [key, row] of this.#rows) {
      if (row.held && now >= row.held.sentAt + SECRET_HOLD_MS) row.held = undefined;
      if (now >= row.lastAt + FORGET_MS) this.#rows.delete(key);
    }
  }

  #row(id: string): Row | undefined {
    for (const row of this.#rows.values()) if (row.id === id) return row;
    return undefined;
  }

  #makeRow(
    { dialect, protocol, clientId, address }: RefusedLogin,
    {
      productKey,
      deviceName,
      code,
      now,
    }: { productKey: string; deviceName: string; code: StrangeCode; now: number },
  ): Row {
    return {
      id: randomText(12),
      ...{ code, dialect, protocol, productKey, deviceName, clientId: clientId.slice(0, 256), address },
      host: hostOf(address),
      ...{ firstAt: now, lastAt: now, count: 0, isDismissed: false, held: undefined },
    };
  }

  #bound({ host }: Row): void {
    const ofHost = [...this.#rows].filter(([, row]) => row.host === host);
    const oldest = ofHost.length > ROWS_OF_HOST_MAX ? ofHost[0]?.[0] : undefined;
    if (oldest !== undefined) this.#rows.delete(oldest);
    const first = this.#rows.keys().next();
    if (this.#rows.size > ROWS_MAX && !first.done) this.#rows.delete(first.value);
    else if (oldest === undefined) return;
    this.#isFull = true;
  }
}

/** A login with a secret alone is known by that, whatever its client id is this time. */
function keyOf(
  { dialect, clientId, secret }: RefusedLogin,
  name: { productKey: string; deviceName: string; isNamed: boolean },
): string {
  if (name.isNamed) return `${dialect}\n${name.productKey}\n${name.deviceName}`;
  return secret === undefined ? `${dialect}\n@${clientId}` : `${dialect}\n#${Bun.hash(secret)}`;
}

/** Under which names the device could be created; undefined when under none. */
function nameOf({ productKey, deviceName, clientId }: RefusedLogin) {
  if (productKey !== "" && !PRODUCT_KEY_PATTERN.test(productKey)) return undefined;
  if (deviceName !== "") {
    return DEVICE_NAME_PATTERN.test(deviceName) ? { productKey, deviceName, isNamed: true } : undefined;
  }
  return { productKey, deviceName: DEVICE_NAME_PATTERN.test(clientId) ? clientId : "", isNamed: false };
}

function holdSecret(held: Held | undefined, sent: string | undefined, now: number): Held | undefined {
  if (sent === undefined || !v.is(SecretSchema, sent)) return held;
  const isHeld = held !== undefined && now < held.sentAt + SECRET_HOLD_MS;
  return { text: isHeld && held.text !== sent ? undefined : sent, sentAt: now };
}

function toStranger({ held, host: _, isDismissed: __, ...row }: Row): Stranger {
  return { ...row, secretUntil: held?.text === undefined ? undefined : held.sentAt + SECRET_HOLD_MS };
}

function hostOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":")));
}
