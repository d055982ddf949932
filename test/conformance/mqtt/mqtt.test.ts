// Runs every case of the JSON files beside it: bytes in, bytes out, closed or not. Each case is run with the
// bytes whole, one by one, and in random splits: the outcome must be the same.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { failure, isErrorCode } from "../../../src/spine/error.ts";
import { type Bench, makeBench } from "../../access/mqtt/bench.ts";
import { splitAtRandom } from "../../fuzz/mutation.ts";
import { makeRandom } from "../../fuzz/random.ts";
import { parseBytes } from "./notation.ts";

interface Step {
  /** Who does it; "a" where it does not say. Another name opens another connection. */
  readonly client?: string;
  /** A plain login of that version comes first. */
  readonly login?: keyof typeof LOGINS;
  /** The connection is cut by the peer. */
  readonly hangUp?: true;
  /** Whether that client's connection is closed after the step. */
  readonly isClosed?: boolean;
  readonly send?: string;
  /** All that was written since the last `expect`; steps without it leave it for later. */
  readonly expect?: string;
  /** Settles the oldest unsettled uplink: "stored", or a code of the catalogue with which it is refused. */
  readonly settle?: string;
  readonly unavailable?: string;
  readonly reply?: { readonly topic: string; readonly payload: string };
  readonly deliver?: {
    readonly topic: string;
    readonly payload: string;
    readonly qos?: 0 | 1;
    readonly isSystem?: boolean;
  };
  readonly isTaken?: boolean;
  readonly dismiss?: string;
  readonly advanceMs?: number;
}

interface Case {
  readonly name: string;
  /** Ids of the specification's statements that the case shows. */
  readonly spec: readonly string[];
  /** A plain login of that version comes before the steps; without it the steps bring their own CONNECT. */
  readonly login?: keyof typeof LOGINS;
  readonly gate?: {
    readonly hasAutoSubscription?: boolean;
    readonly isManual?: boolean;
    readonly isRelay?: boolean;
  };
  readonly steps: readonly Step[];
  /** Reason with which the session or the connection ends; absent: still open. */
  readonly isClosed?: boolean;
  readonly session?: string;
  /** What was handed in, as `topic payload`; `?` behind the topic where no acknowledgement is needed. */
  readonly uplinks?: readonly string[];
  /** Codes that were reported. */
  readonly reported?: readonly string[];
}

const CONNACK_5 = "20 { 00 00 { 21 0008  27 00010000  22 0004 } }";
const LOGINS = {
  "3.1": { send: "10 { s'MQIsdp' 03 02 003c s'd1' }", expect: "20 { 00 00 }" },
  "3.1.1": { send: "10 { s'MQTT' 04 02 003c s'd1' }", expect: "20 { 00 00 }" },
  "5": { send: "10 { s'MQTT' 05 02 003c 00 s'd1' }", expect: CONNACK_5 },
} as const;

function loginOf(version: keyof typeof LOGINS, client: string): Step {
  const { send, expect: answer } = LOGINS[version];
  return { client, send: client === "a" ? send : send.replace("s'd1'", `s'${client}'`), expect: answer };
}

const FILES = readdirSync(import.meta.dir).filter((name) => name.endsWith(".json"));

function readCases(file: string): readonly Case[] {
  return JSON.parse(readFileSync(join(import.meta.dir, file), "utf8")) as Case[];
}

type Split = (bytes: Buffer) => Buffer[];

function randomSplit(seed: number): Split {
  const random = makeRandom(seed);
  return (bytes) => splitAtRandom(bytes, random);
}

const SPLITS: readonly (readonly [string, Split])[] = [
  ["whole", (bytes) => [bytes]],
  ["byte by byte", (bytes) => [...bytes].map((byte) => Buffer.from([byte]))],
  ["split by seed 1", randomSplit(1)],
  ["split by seed 2", randomSplit(2)],
];

async function play(world: World, step: Step, split: Split): Promise<void> {
  const name = step.client ?? "a";
  if (step.login !== undefined) await play(world, loginOf(step.login, name), split);
  const bench = world.bench(name);
  if (step.send !== undefined) for (const part of split(parseBytes(step.send))) await bench.send(part);
  if (step.settle !== undefined) settleNext(bench, step);
  if (step.unavailable !== undefined && isErrorCode(step.unavailable)) {
    takeUplink(bench).settle({ kind: "unavailable", failure: failure(step.unavailable) });
  }
  if (step.dismiss !== undefined && isErrorCode(step.dismiss)) bench.connection.close(failure(step.dismiss));
  if (step.deliver !== undefined) {
    const { topic, payload, qos = 0, isSystem = false } = step.deliver;
    const message = { topic, payload: Buffer.from(payload), qos, isSystem };
    expect(bench.connection.deliver(message)).toBe(step.isTaken ?? true);
  }
  if (step.hangUp === true) {
    bench.conn.hangUp();
    world.forget(name);
  }
  if (step.advanceMs !== undefined) bench.clock.advance(step.advanceMs);
  await bench.settle();
  if (step.expect !== undefined) {
    expect(bench.conn.takeWritten().toString("hex")).toBe(parseBytes(step.expect).toString("hex"));
  }
  if (step.isClosed !== undefined) {
    expect(bench.conn.isOpen).toBe(!step.isClosed);
    if (step.isClosed) world.forget(name);
  }
}

/** The clients of one case, on one broker. */
class World {
  readonly #first: Bench;
  readonly #benches = new Map<string, Bench>();

  constructor(first: Bench) {
    this.#first = first;
    this.#benches.set("a", first);
  }

  bench(name: string): Bench {
    let bench = this.#benches.get(name);
    if (bench === undefined) {
      bench = this.#first.join();
      this.#benches.set(name, bench);
    }
    return bench;
  }

  /** Its connection is gone: the next step of that name opens another. */
  forget(name: string): void {
    this.#benches.delete(name);
  }

  leftOver(): string {
    return [...this.#benches.values()].map((bench) => bench.conn.takeWritten().toString("hex")).join("");
  }
}

const settledCount = new WeakMap<Bench["gate"], number>();

function takeUplink(bench: Bench) {
  const index = settledCount.get(bench.gate) ?? 0;
  settledCount.set(bench.gate, index + 1);
  const uplink = bench.gate.uplinks[index];
  if (uplink === undefined) throw new Error("no uplink to settle");
  return uplink;
}

function settleNext(bench: Bench, step: Step): void {
  const { settle } = takeUplink(bench);
  const { reply } = step;
  if (step.settle === "stored") settle({ kind: "stored", seq: 1, reply });
  else if (step.settle !== undefined && isErrorCode(step.settle)) {
    settle({ kind: "refused", failure: failure(step.settle, { detail: "x" }), reply });
  } else throw new Error(`no such outcome: ${step.settle}`);
}

for (const file of FILES) {
  describe(file, () => {
    for (const one of readCases(file)) {
      for (const [how, split] of SPLITS) {
        test(`${one.name} [${one.spec.join(", ")}], ${how}`, async () => {
          const bench = makeBench({
            settling: one.gate?.isManual === true ? "manual" : "auto",
            hasAutoSubscription: one.gate?.hasAutoSubscription === true,
            ...(one.gate?.isRelay === true ? { route: () => ({ isUplink: false, isRelayed: true }) } : {}),
          });
          const world = new World(bench);
          const login = one.login === undefined ? [] : [loginOf(one.login, "a")];
          for (const step of [...login, ...one.steps]) await play(world, step, split);
          expect({
            leftOver: world.leftOver(),
            isClosed: !world.bench("a").conn.isOpen,
            sessions:
              one.session === undefined && one.gate?.isRelay === true
                ? []
                : bench.gate.closed.map(({ reason }) => reason),
            uplinks: bench.gate.uplinks.map(
              ({ topic, payload, isAckNeeded }) => `${topic}${isAckNeeded ? "" : "?"} ${payload}`,
            ),
            reported: bench.gate.refusals.map((refusal) => refusal.failure.code as string),
          }).toEqual({
            leftOver: "",
            isClosed: one.isClosed === true,
            sessions: one.session === undefined ? [] : [one.session],
            uplinks: [...(one.uplinks ?? [])],
            reported: [...(one.reported ?? [])],
          });
        });
      }
    }
  });
}
