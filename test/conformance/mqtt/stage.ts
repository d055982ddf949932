import { expect } from "bun:test";
import { failure, isErrorCode } from "../../../src/spine/error.ts";
import { err } from "../../../src/spine/result.ts";
import { type Bench, makeBench } from "../../access/mqtt/bench.ts";
import { loginOf, type Run, type Step } from "./case.ts";
import { parseBytes } from "./notation.ts";

function refusalOf(code: string | undefined) {
  if (code === undefined || !isErrorCode(code)) return {};
  return { authenticate: () => Promise.resolve(err(failure(code, { detail: "x" }))) };
}

export type Split = (bytes: Buffer) => Buffer[];

/** The clients of one case, on one broker. */
export class Stage {
  readonly #run: Run;
  readonly #split: Split;
  readonly #first: Bench;
  readonly #benches = new Map<string, Bench>();
  #settled = 0;

  constructor(run: Run, split: Split) {
    this.#run = run;
    this.#split = split;
    const { gate } = run.one;
    this.#first = makeBench({
      settling: gate?.isManual === true ? "manual" : "auto",
      hasAutoSubscription: gate?.hasAutoSubscription === true,
      ...(gate?.isRelay === true ? { route: () => ({ isUplink: false, isRelayed: true }) } : {}),
      ...refusalOf(gate?.refuses),
    });
    this.#benches.set("a", this.#first);
  }

  /** Plays the case; answers what is left to be compared. */
  async play() {
    const { one } = this.#run;
    if (one.login !== undefined) await this.#login("a", one.login);
    for (const step of one.steps) await this.#step(step);
    const { gate } = this.#first;
    const isRelayOpen = one.session === undefined && one.gate?.isRelay === true;
    return {
      leftOver: [...this.#benches.values()].map(({ conn }) => conn.takeWritten().toString("hex")).join(""),
      isClosed: !this.#bench("a").conn.isOpen,
      sessions: isRelayOpen ? [] : gate.closed.map(({ reason }) => reason),
      uplinks: gate.uplinks.map(
        ({ topic, payload, isAckNeeded }) => `${topic}${isAckNeeded ? "" : "?"} ${payload}`,
      ),
      reported: gate.refusals.map((refusal) => refusal.failure.code as string),
    };
  }

  async #step(step: Step): Promise<void> {
    const name = step.client ?? "a";
    if (step.login !== undefined) await this.#login(name, step.login);
    const bench = this.#bench(name);
    if (step.send !== undefined) await this.#send(bench, parseBytes(step.send, this.#run.version));
    this.#platform(bench, step);
    if (step.hangUp === true) {
      bench.conn.hangUp();
      this.#benches.delete(name);
    }
    if (step.advanceMs !== undefined) bench.clock.advance(step.advanceMs);
    await bench.settle();
    if (step.expect !== undefined) this.#compare(bench, step.expect);
    if (step.isClosed !== undefined) {
      expect(bench.conn.isOpen).toBe(!step.isClosed);
      // The next step of that name opens another.
      if (step.isClosed) this.#benches.delete(name);
    }
  }

  async #login(name: string, login: NonNullable<Step["login"]>): Promise<void> {
    const { as, send, expect: answer } = loginOf(login, this.#run.version, name);
    const bench = this.#bench(name);
    await this.#send(bench, parseBytes(send, as));
    expect(bench.conn.takeWritten().toString("hex")).toBe(parseBytes(answer, as).toString("hex"));
  }

  async #send(bench: Bench, bytes: Buffer): Promise<void> {
    for (const part of this.#split(bytes)) await bench.send(part);
  }

  #compare(bench: Bench, wanted: string | readonly string[]): void {
    const answers = typeof wanted === "string" ? [wanted] : wanted;
    const written = bench.conn.takeWritten().toString("hex");
    const allowed = answers.map((answer) => parseBytes(answer, this.#run.version).toString("hex"));
    if (allowed.length === 1) expect(written).toBe(allowed[0] ?? "");
    else expect(allowed).toContain(written);
  }

  /** What the platform behind the broker does. */
  #platform(bench: Bench, step: Step): void {
    if (step.settle !== undefined) this.#settle(step);
    if (step.unavailable !== undefined && isErrorCode(step.unavailable)) {
      this.#takeUplink().settle({ kind: "unavailable", failure: failure(step.unavailable) });
    }
    if (step.dismiss !== undefined && isErrorCode(step.dismiss))
      bench.connection.close(failure(step.dismiss));
    if (step.deliver !== undefined) {
      const { topic, payload, qos = 0, isSystem = false } = step.deliver;
      const message = { topic, payload: Buffer.from(payload), qos, isSystem };
      expect(bench.connection.deliver(message)).toBe(step.isTaken ?? true);
    }
  }

  #settle(step: Step): void {
    const { settle } = this.#takeUplink();
    const { reply } = step;
    if (step.settle === "stored") settle({ kind: "stored", seq: 1, reply });
    else if (step.settle !== undefined && isErrorCode(step.settle)) {
      settle({ kind: "refused", failure: failure(step.settle, { detail: "x" }), reply });
    } else throw new Error(`no such outcome: ${step.settle}`);
  }

  #takeUplink() {
    const uplink = this.#first.gate.uplinks[this.#settled++];
    if (uplink === undefined) throw new Error("no uplink to settle");
    return uplink;
  }

  #bench(name: string): Bench {
    const bench = this.#benches.get(name) ?? this.#first.join();
    this.#benches.set(name, bench);
    return bench;
  }
}
