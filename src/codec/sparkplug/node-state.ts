// What is remembered of a Sparkplug edge node while its connection lasts: aliases, sequence, its devices.

import type { Metric } from "./payload.ts";

const REBIRTH_PAUSE_MS = 30_000;
/** More metrics than this are not remembered; those with names are still understood. */
const METRICS = 10_000;
const NAME_CHARS = 512;
const DEVICES = 1_500;

interface Known {
  readonly name: string;
  readonly datatype: number | undefined;
}

export class NodeState {
  isBorn = false;
  /** Number of the node's session, as its birth names it. */
  bdSeq: bigint | undefined;
  /** Devices that were born and did not die, as the node names them. */
  readonly devices = new Set<string>();
  #lastSeq: number | undefined;
  /** An alias is unique within a node, whichever device has it. */
  readonly #byAlias = new Map<bigint, Known>();
  readonly #byName = new Map<string, number>();
  #rebirthAskedAt = Number.NEGATIVE_INFINITY;

  /** A birth of the node: everything before it is void. */
  begin(bdSeq: bigint | undefined): void {
    this.end();
    this.isBorn = true;
    this.bdSeq = bdSeq;
    this.#rebirthAskedAt = Number.NEGATIVE_INFINITY;
  }

  end(): void {
    this.isBorn = false;
    this.bdSeq = undefined;
    this.#lastSeq = undefined;
    this.devices.clear();
    this.#byAlias.clear();
    this.#byName.clear();
  }

  addDevice(device: string): void {
    if (this.devices.size < DEVICES) this.devices.add(device);
  }

  /** Takes a message's number; undefined when it is the one that was due, which is the answer when not. */
  follow(seq: number | undefined): number | undefined {
    if (seq === undefined) return undefined;
    const due = this.#lastSeq === undefined ? undefined : (this.#lastSeq + 1) % 256;
    this.#lastSeq = seq;
    return due === undefined || due === seq ? undefined : due;
  }

  /** Keeps what a birth says of a metric of the node (`device` empty) or of a device. */
  learn(device: string, { name, alias, datatype }: Metric): void {
    if (name === undefined || name.length > NAME_CHARS) return;
    if (this.#byAlias.size + this.#byName.size >= 2 * METRICS) return;
    if (alias !== undefined) this.#byAlias.set(alias, { name, datatype });
    if (datatype !== undefined) this.#byName.set(`${device}\0${name}`, datatype);
  }

  /** Name and data type of a metric; undefined when it has only an alias that no birth named. */
  identify(device: string, { name, alias, datatype }: Metric): Known | undefined {
    if (name !== undefined && name !== "")
      return { name, datatype: datatype ?? this.#byName.get(`${device}\0${name}`) };
    const known = alias === undefined ? undefined : this.#byAlias.get(alias);
    return known && { name: known.name, datatype: datatype ?? known.datatype };
  }

  /** Whether to ask for a birth now; then not again for a while, a large node takes its time. */
  takeRebirth(nowMs: number): boolean {
    if (nowMs - this.#rebirthAskedAt < REBIRTH_PAUSE_MS) return false;
    this.#rebirthAskedAt = nowMs;
    return true;
  }
}
