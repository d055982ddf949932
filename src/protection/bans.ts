import type { Clock } from "../spine/clock.ts";
import type { ErrorCode } from "../spine/error.ts";
import type { Ban, BanSettings } from "./contract.ts";

interface Tally {
  readonly ip: string;
  readonly name: string | undefined;
  readonly names: Set<string>;
  failures: number;
  windowEndMs: number;
  bannedUntilMs: number;
  bannedFromMs: number;
  /** How often it was banned in a row. */
  times: number;
  code: ErrorCode;
}

const WINDOW_MS = 60_000;
/** An address is banned after so many times the failures of one name: many names, or one that changes. */
const ADDRESS_FACTOR = 5;
/** An address where somebody logged in within this time has good devices behind it, and is not banned. */
const GOOD_MS = 10 * 60_000;
const BAN_MAX_MS = 24 * 3_600_000;
const NAMES_MAX = 64;
const TALLIES_MAX = 10_000;

/** Failed logins by name and address. Monotonic time, so that setting the clock lifts no ban. */
export class Bans {
  readonly #logins = new Map<string, Tally>();
  readonly #addresses = new Map<string, Tally>();
  /** When somebody last logged in from an address. */
  readonly #goodMs = new Map<string, number>();

  constructor(
    readonly clock: Clock,
    readonly settings: BanSettings,
  ) {}

  addressBannedMs(ip: string): number {
    return this.#leftMs(this.#addresses.get(ip));
  }

  /** How long the ban of the name or of the whole address still lasts, ms. */
  bannedMs({ ip, name }: { ip: string; name: string }): number {
    return Math.max(this.addressBannedMs(ip), this.#leftMs(this.#logins.get(keyOf(ip, name))));
  }

  /** Counts a failure; answers for how long it bans, ms, 0 when it does not. */
  fail({ ip, name }: { ip: string; name: string }, code: ErrorCode): number {
    const { failures, banMs } = this.settings;
    // Of those whose login was under way when the ban began.
    if (failures === 0 || this.bannedMs({ ip, name }) > 0) return 0;
    const login = this.#count(this.#logins, { key: keyOf(ip, name), ip, name });
    const address = this.#count(this.#addresses, { key: ip, ip, name: undefined });
    login.code = address.code = code;
    if (address.names.size < NAMES_MAX) address.names.add(name);
    const nowMs = this.clock.monotonicMs();
    const isGood = nowMs - (this.#goodMs.get(ip) ?? Number.NEGATIVE_INFINITY) < GOOD_MS;
    if (address.failures >= failures * ADDRESS_FACTOR && !isGood) {
      address.times++;
      return ban(address, nowMs, Math.min(banMs * 2 ** (address.times - 1), BAN_MAX_MS));
    }
    return login.failures >= failures ? ban(login, nowMs, banMs) : 0;
  }

  succeed({ ip, name }: { ip: string; name: string }): void {
    remember(this.#goodMs, ip, this.clock.monotonicMs());
    this.#logins.delete(keyOf(ip, name));
  }

  /** Forgets the tallies in whose names `part` occurs. */
  forgive(part: string): void {
    for (const [key, { name }] of this.#logins) if (name?.includes(part)) this.#logins.delete(key);
    for (const [key, { names }] of this.#addresses) {
      if ([...names].some((name) => name.includes(part))) this.#addresses.delete(key);
    }
  }

  list(): Ban[] {
    const [nowMs, now] = [this.clock.monotonicMs(), this.clock.now()];
    const listed = (kind: Ban["kind"], tallies: ReadonlyMap<string, Tally>) =>
      [...tallies.values()]
        .filter((tally) => this.#leftMs(tally) > 0)
        .map((tally): Ban => {
          const { ip, name, failures, code, bannedFromMs, bannedUntilMs } = tally;
          const times = { since: now - (nowMs - bannedFromMs), until: now + (bannedUntilMs - nowMs) };
          return { id: idOf(kind, tally), kind, address: ip, name, failures, code, ...times };
        });
    return [...listed("address", this.#addresses), ...listed("login", this.#logins)];
  }

  clear(id: string): Ban | undefined {
    const found = this.list().find((one) => one.id === id);
    if (found?.kind === "address") this.#addresses.delete(found.address);
    if (found?.kind === "login") this.#logins.delete(keyOf(found.address, found.name ?? ""));
    return found;
  }

  #leftMs(tally: Tally | undefined): number {
    return tally === undefined ? 0 : Math.max(0, tally.bannedUntilMs - this.clock.monotonicMs());
  }

  #count(
    tallies: Map<string, Tally>,
    { key, ip, name }: { key: string; ip: string; name: string | undefined },
  ): Tally {
    const nowMs = this.clock.monotonicMs();
    const known = tallies.get(key);
    const tally = known ?? {
      ...{ ip, name, names: new Set<string>(), failures: 0, windowEndMs: nowMs + WINDOW_MS },
      ...{ bannedUntilMs: 0, bannedFromMs: 0, times: 0, code: "bad_client_id" as const },
    };
    if (nowMs >= tally.windowEndMs) {
      tally.failures = 0;
      tally.windowEndMs = nowMs + WINDOW_MS;
      // Quiet for as long as it was banned: what was before is forgotten.
      const banMs = tally.bannedUntilMs - tally.bannedFromMs;
      if (nowMs > tally.bannedUntilMs + banMs + WINDOW_MS) tally.times = 0;
      if (tally.names.size > 0) tally.names.clear();
    }
    tally.failures++;
    remember(tallies, key, tally);
    return tally;
  }
}

function ban(tally: Tally, nowMs: number, banMs: number): number {
  tally.bannedFromMs = nowMs;
  tally.bannedUntilMs = nowMs + banMs;
  // Its failures are paid for; after the ban it begins anew.
  tally.windowEndMs = nowMs;
  return banMs;
}

function keyOf(ip: string, name: string): string {
  return `${ip} ${name}`;
}

function idOf(kind: Ban["kind"], { ip, name }: Tally): string {
  return Bun.hash(`${kind} ${keyOf(ip, name ?? "")}`).toString(36);
}

/** Puts `value` in as the newest, and lets the oldest go when there are too many. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > TALLIES_MAX && !oldest.done) map.delete(oldest.value);
}
