// A connection that says who it is, and is then the wire of a link.

import type { Conn, ConnEvents } from "../../../net/net.ts";
import type { Clock, Timer } from "../../../spine/clock.ts";
import { ERRORS, type Failure } from "../../../spine/error.ts";
import { ok, type Result } from "../../../spine/result.ts";
import type { Principal } from "../../adapter.ts";
import type { Wire, WireEvents } from "../link/wire.ts";
import { findLink, heartbeatOf, PACKET_BYTES, type WaitingLink } from "./identify.ts";
import type { Admitted, Refused } from "./login-desk.ts";
import { answerLogin, findLogin, LoginEar, type LoginFrame } from "./login-frame.ts";
import { MbapSieve } from "./mbap-sieve.ts";

export interface CallerOptions {
  readonly clock: Clock;
  /** The links that wait to be called. */
  readonly links: () => readonly WaitingLink[];
  /** Gives the link its wire. */
  readonly attach: (id: string, makeWire: (events: WireEvents) => Wire) => void;
  /** A caller that no link knows, with what it sent. */
  readonly onStranger: (address: string, packet: Uint8Array) => void;
  /** Whether a login by function 65 holds. */
  readonly admit: (login: LoginFrame, address: string) => Promise<Result<Admitted, Refused>>;
  /** A device is here by its login; returns what ends that. `drop` hangs up. */
  readonly enter?: ((principal: Principal, address: string, drop: () => void) => () => void) | undefined;
  readonly onRefused?: ((why: Failure) => void) | undefined;
}

/** A caller has so long to say who it is, ms. */
const PATIENCE_MS = 60_000;
/** Silence after which what came is the whole packet, ms. */
const PACKET_SILENCE_MS = 300;
/**
 * A wire that brings nothing for so long is given up, ms: DTUs with heartbeats send one within five minutes at the
 * latest. Others may have nothing but dead slaves behind them, and are given twice what the network itself waits.
 */
const BEATING_IDLE_MS = 600_000;
const IDLE_MS = 1_800_000;

export class Caller implements ConnEvents {
  #packet: Buffer = Buffer.alloc(0);
  readonly #patience: Timer;
  #silence: Timer | undefined;
  #idle: Timer | undefined;
  #heardMs = 0;
  #events: WireEvents | undefined;
  #link: WaitingLink | undefined;
  #sieve: MbapSieve | undefined;
  #ear: LoginEar | undefined;
  /** A login is being held against the devices. */
  #isAsking = false;
  #isLeaving = false;
  #leave: (() => void) | undefined;

  constructor(
    readonly conn: Conn,
    readonly options: CallerOptions,
  ) {
    this.#patience = options.clock.after(PATIENCE_MS, () => this.#giveUp());
    // Who is known by its address need not speak; but where others wait for packets, one may come.
    const isAddressAlone = options
      .links()
      .every(({ transport }) => transport.identification.by === "address");
    this.#waitForSilence(isAddressAlone ? 0 : PACKET_SILENCE_MS);
  }

  received(chunk: Buffer): void {
    if (this.#isLeaving) return;
    if (this.#link !== undefined) {
      this.#pass(chunk);
      return;
    }
    this.#packet = Buffer.concat([this.#packet, chunk]).subarray(0, PACKET_BYTES);
    if (this.#isAsking) return;
    this.#look(false);
    if (this.#isWaiting) this.#waitForSilence(PACKET_SILENCE_MS);
  }

  drained(): void {}

  closed(): void {
    // Who hangs up before it is known is told of too.
    if (this.#isWaiting && this.#packet.length > 0) this.#tellStranger();
    this.#rest();
    this.#events?.lost("closed by the DTU");
  }

  /** It has not said yet who it is. */
  get #isWaiting(): boolean {
    return this.#link === undefined && !this.#isAsking && !this.#isLeaving;
  }

  #waitForSilence(delayMs: number): void {
    this.#silence?.cancel();
    this.#silence = this.options.clock.after(delayMs, () => {
      if (this.#isWaiting) this.#look(true);
    });
  }

  /** `isWhole`: nothing more belongs to the packet, so who is still unknown stays it. */
  #look(isWhole: boolean): void {
    const { login, at } = findLogin(this.#packet);
    if (login !== undefined) {
      void this.#logIn(login, at);
      return;
    }
    const ip = this.conn.address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    const found = findLink(this.options.links(), { bytes: this.#packet, ip, isWhole });
    if (found === "unknown") this.#giveUp();
    else if (found !== "open") this.#become(found.link, found.sizeBytes);
  }

  async #logIn(login: LoginFrame, end: number): Promise<void> {
    const outcome = await this.#ask(login);
    if (outcome === undefined) return;
    if (!outcome.ok) {
      this.#tellStranger();
      this.#hangUp();
      return;
    }
    const { link, principal } = outcome.value;
    this.#leave = this.options.enter?.(principal, this.conn.address, () => this.#giveUpWire("logged out"));
    this.#become(link, end);
  }

  /** A login on a wire that stands: it is answered, and must still hold. */
  async #logInAgain(login: LoginFrame): Promise<void> {
    if (this.#isAsking || login.framing !== this.#link?.transport.framing) return;
    const outcome = await this.#ask(login);
    if (outcome === undefined) return;
    const holds = outcome.ok
      ? outcome.value.link.id === this.#link?.id
      : // What may be otherwise the next time does not end what stands.
        ERRORS[outcome.error.why.code].isRetryable;
    if (!holds) this.#giveUpWire("login refused");
  }

  /** Undefined when the caller has gone meanwhile; else it has been answered. */
  async #ask(login: LoginFrame): Promise<Result<Admitted, Refused> | undefined> {
    this.#isAsking = true;
    const outcome = await this.options.admit(login, this.conn.address);
    this.#isAsking = false;
    if (this.#isLeaving || !this.conn.isOpen) return undefined;
    const { code, message } = outcome.ok ? { code: 0, message: "success" } : outcome.error;
    if (!outcome.ok) this.options.onRefused?.(outcome.error.why);
    this.#send(answerLogin(login, { code, message }));
    return outcome.ok ? ok(outcome.value) : outcome;
  }

  /** `sizeBytes` of the packet said so. */
  #become(link: WaitingLink, sizeBytes: number): void {
    const { clock, attach } = this.options;
    const { transport } = link;
    this.#patience.cancel();
    this.#silence?.cancel();
    this.#link = link;
    const hears = transport.identification.by === "yudao";
    const onLogin = hears ? (login: LoginFrame) => void this.#logInAgain(login) : undefined;
    const beat = heartbeatOf(transport);
    // RTU replies are found among anything; Modbus TCP has no way to pass over what is not its own.
    if (transport.framing === "tcp") {
      const registration = hears ? Buffer.alloc(0) : Buffer.from(this.#packet.subarray(0, sizeBytes));
      const passedOver = [beat, registration].filter(({ length }) => length > 0);
      this.#sieve = new MbapSieve({ passedOver, onLogin });
    } else if (hears) this.#ear = new LoginEar();
    this.#heardMs = clock.monotonicMs();
    this.#watch(beat.length > 0 ? BEATING_IDLE_MS : IDLE_MS);
    attach(link.id, (events) => {
      this.#events = events;
      return { send: (bytes) => this.#send(bytes), close: () => this.#hangUp() };
    });
    // Nobody has asked yet: what is left of the packet is no reply, but a heartbeat may have begun in it.
    const rest = this.#packet.subarray(sizeBytes);
    this.#packet = Buffer.alloc(0);
    if (this.#events === undefined) this.#hangUp();
    else if (rest.length > 0) this.#pass(rest);
  }

  #pass(chunk: Buffer): void {
    this.#heardMs = this.options.clock.monotonicMs();
    for (const login of this.#ear?.hear(chunk) ?? []) void this.#logInAgain(login);
    const rest = this.#sieve?.sift(chunk) ?? chunk;
    if (rest.length > 0) this.#events?.received(rest);
  }

  #watch(idleMs: number): void {
    const { clock } = this.options;
    const leftMs = idleMs - (clock.monotonicMs() - this.#heardMs);
    if (leftMs > 0) this.#idle = clock.after(leftMs, () => this.#watch(idleMs));
    else this.#giveUpWire("nothing came for too long");
  }

  #send(bytes: Uint8Array): void {
    if (!this.conn.isOpen) return;
    const at = this.conn.out.reserve(bytes.length);
    this.conn.out.bytes.set(bytes, at);
    this.conn.touch();
  }

  #giveUp(): void {
    if (this.#isLeaving) return;
    this.#tellStranger();
    this.#hangUp();
  }

  /** The link hears of it at once, though the last bytes may still be on their way. */
  #giveUpWire(reason: string): void {
    const events = this.#events;
    this.#hangUp();
    events?.lost(reason);
  }

  #hangUp(): void {
    this.#isLeaving = true;
    this.#rest();
    this.conn.end();
  }

  #rest(): void {
    this.#patience.cancel();
    this.#silence?.cancel();
    this.#idle?.cancel();
    this.#leave?.();
    this.#leave = undefined;
    if (this.#isLeaving) this.#events = undefined;
  }

  #tellStranger(): void {
    this.options.onStranger(this.conn.address, withoutPassword(this.#packet));
  }
}

/** A login shows who wanted in, and not by what. */
function withoutPassword(packet: Buffer): Buffer {
  const text = packet.toString("latin1");
  const hidden = text.replace(/("password"\s*:\s*")([^"]*)/g, (_, key: string, secret: string) => {
    return key + "*".repeat(secret.length);
  });
  return Buffer.from(hidden, "latin1");
}
