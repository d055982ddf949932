import type { Devices } from "../devices/devices.ts";
import { nextTurn } from "../kit/next-turn.ts";
import type { Clock } from "../spine/clock.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

const IDS_AT_ONCE = 500;
/** What a walk may hold the event loop for. */
const PORTION_MS = 5;
/** What was found holds for as long: for all properties of a difference, and for the publishing behind it. */
const KEPT_MS = 2_000;

/** Also of devices in the trash: one that comes back finds its history as its product has it. */
export function* historyIdsOf(devices: Pick<Devices, "historyIdsOf">, productKey: string): Generator<number> {
  for (let after = 0; ; ) {
    const ids = devices.historyIdsOf(productKey, { after, limit: IDS_AT_ONCE });
    yield* ids;
    if (ids.length < IDS_AT_ONCE) return;
    after = ids.at(-1) ?? 0;
  }
}

interface Rooms {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly devices: Pick<Devices, "historyIdsOf">;
  readonly telemetry: Pick<Telemetry, "addNames" | "latestOf">;
}

interface Found {
  readonly names: ReadonlySet<string>;
  readonly untilMs: number;
}

/** Which properties of a product's devices have stored values. */
export class StoredNames {
  readonly #found = new Map<string, Found>();
  /** Walks under way: who asks meanwhile waits for the same one. */
  readonly #walks = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(readonly rooms: Rooms) {}

  /** Looks at all devices, in portions with pauses: `has` answers from it for the next two seconds. */
  async survey(productKeys: readonly string[]): Promise<void> {
    this.#forgetOld();
    const walked = new Map<string, ReadonlySet<string>>();
    for (const productKey of productKeys)
      if (this.#namesOf(productKey) === undefined) walked.set(productKey, await this.#walkOnce(productKey));
    // The last of many may take long: the first must not be forgotten by then.
    const untilMs = this.rooms.clock.monotonicMs() + KEPT_MS;
    for (const [productKey, names] of walked) this.#found.set(productKey, { names, untilMs });
  }

  /** Without a survey it looks at one device after the other, up to the first that has values. */
  has(productKey: string, property: string): boolean {
    const names = this.#namesOf(productKey);
    if (names !== undefined) return names.has(property);
    const { devices, telemetry } = this.rooms;
    for (const id of historyIdsOf(devices, productKey))
      if (telemetry.latestOf(id, property) !== undefined) return true;
    return false;
  }

  #namesOf(productKey: string): ReadonlySet<string> | undefined {
    const found = this.#found.get(productKey);
    return found !== undefined && this.rooms.clock.monotonicMs() < found.untilMs ? found.names : undefined;
  }

  #forgetOld(): void {
    const nowMs = this.rooms.clock.monotonicMs();
    for (const [productKey, { untilMs }] of this.#found) if (nowMs >= untilMs) this.#found.delete(productKey);
  }

  #walkOnce(productKey: string): Promise<ReadonlySet<string>> {
    const running = this.#walks.get(productKey);
    if (running !== undefined) return running;
    const walk = this.#walk(productKey).finally(() => this.#walks.delete(productKey));
    this.#walks.set(productKey, walk);
    return walk;
  }

  async #walk(productKey: string): Promise<ReadonlySet<string>> {
    const { clock, devices, telemetry } = this.rooms;
    const names = new Set<string>();
    let startMs = clock.monotonicMs();
    for (const id of historyIdsOf(devices, productKey)) {
      telemetry.addNames(id, names);
      if (clock.monotonicMs() - startMs < PORTION_MS) continue;
      await nextTurn();
      startMs = clock.monotonicMs();
    }
    return names;
  }
}
