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

/** Which properties of a product's devices have stored values. */
export class StoredNames {
  #last = { productKey: "", untilMs: 0, names: new Set<string>() };
  /** Walks under way: who asks meanwhile waits for the same one. */
  readonly #walks = new Map<string, Promise<void>>();

  constructor(readonly rooms: Rooms) {}

  /** Looks at all devices, in portions with pauses: `has` answers from it for the next two seconds. */
  survey(productKey: string): Promise<void> {
    if (this.#isKnown(productKey)) return Promise.resolve();
    const running = this.#walks.get(productKey);
    if (running !== undefined) return running;
    const walk = this.#walk(productKey).finally(() => this.#walks.delete(productKey));
    this.#walks.set(productKey, walk);
    return walk;
  }

  /** Without a survey it looks at one device after the other, up to the first that has values. */
  has(productKey: string, property: string): boolean {
    if (this.#isKnown(productKey)) return this.#last.names.has(property);
    const { devices, telemetry } = this.rooms;
    for (const id of historyIdsOf(devices, productKey))
      if (telemetry.latestOf(id, property) !== undefined) return true;
    return false;
  }

  #isKnown(productKey: string): boolean {
    return this.#last.productKey === productKey && this.rooms.clock.monotonicMs() < this.#last.untilMs;
  }

  async #walk(productKey: string): Promise<void> {
    const { clock, devices, telemetry } = this.rooms;
    const names = new Set<string>();
    let startMs = clock.monotonicMs();
    for (const id of historyIdsOf(devices, productKey)) {
      telemetry.addNames(id, names);
      if (clock.monotonicMs() - startMs < PORTION_MS) continue;
      await nextTurn();
      startMs = clock.monotonicMs();
    }
    this.#last = { productKey, untilMs: clock.monotonicMs() + KEPT_MS, names };
  }
}
