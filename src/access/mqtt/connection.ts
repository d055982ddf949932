import type { Packet as LibraryPacket } from "mqtt-packet";
import type { FairTurns, TurnTaker } from "../../kit/fair-turns.ts";
import type { CloseCause, Conn, ConnEvents } from "../../net/net.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { err, ok } from "../../spine/result.ts";
import type { Gate, Link, Principal, Session, UplinkOutcome } from "../adapter.ts";
import {
  type Channel,
  type ChannelLimits,
  type HoldReason,
  type Input,
  makeChannel,
  type Port,
  step,
  timeToTick,
} from "./channel.ts";
import type { ConnectTerms } from "./connect.ts";
import { FrameReader } from "./frame.ts";
import { type OutboundPublish, putAck, putLibraryPacket, putPong, putPublish } from "./wire/encode.ts";
import {
  type AckPacket,
  type Frame,
  type PacketFault,
  PacketReader,
  TYPE,
  type Version,
} from "./wire/packet.ts";

/** What the connections of one listener share. */
export interface ConnectionContext {
  readonly gate: Gate;
  readonly limits: ChannelLimits;
  /** More waiting output than this, and the peer is not read until it reads. */
  readonly outputHoldBytes: number;
  /** Output that the peer does not take for this long ends the connection. */
  readonly stallTimeoutMs: number;
  /** The ingest queue is full: peers that wait for acknowledgements are not read. */
  isCongested: boolean;
  /** Those that are held back by congestion. */
  readonly congested: Set<Connection>;
  /** Divides the thread among the connections. */
  readonly turns: FairTurns;
  readonly stats: {
    messagesIn: number;
    messagesOut: number;
    lastError: string | undefined;
    readonly refused: Map<string, number>;
  };
  makeClientId(): string;
  /** The connection's deadline may have moved. */
  watch(connection: Connection): void;
  forget(connection: Connection): void;
}

/** Reasons for which a connection is not read, as bits. */
const HOLD = { login: 1, pending: 2, congestion: 4, output: 8, draining: 16, turn: 32 } as const;
/** A subscription costs as much as this many bytes of reports. */
const SUBSCRIPTION_BYTES = 512;

/** Joins a socket, the packet reader, the channel and the platform. */
export class Connection implements ConnEvents, Port, Link, TurnTaker {
  readonly protocol = "mqtt";
  readonly #conn: Conn;
  readonly #context: ConnectionContext;
  readonly #channel: Channel;
  readonly #frames: FrameReader;
  readonly #packets: PacketReader;
  #session: Session | undefined;
  #holds = 0;
  /** Received and not looked at, because of a hold. */
  #unread: Buffer | undefined;
  /** Whether it ever published: congestion is no reason to leave the pings of the others unanswered. */
  #isPublisher = false;
  /** When output was last seen to move, and how much had been taken by then. */
  #movedMs = 0;
  #movedBytes = -1;
  // One object each for what comes with every message.
  readonly #packetInput = { kind: "packet" as const, packet: undefined as never };
  readonly #settledInput = { kind: "settled" as const, outcome: undefined as never };
  readonly #settle = (outcome: UplinkOutcome): void => this.#onSettled(outcome);
  #nowMs = 0;
  turn = 0;
  turnBytes = 0;

  constructor(conn: Conn, context: ConnectionContext) {
    this.#conn = conn;
    this.#context = context;
    this.#nowMs = context.gate.clock.monotonicMs();
    this.#channel = makeChannel(context.limits, this, this.#nowMs);
    this.#packets = new PacketReader(context.limits.topicAliasMaximum);
    this.#frames = new FrameReader(context.limits.maxPacketBytes, (frame) => this.#takeFrame(frame));
  }

  get address(): string {
    return this.#conn.address;
  }

  /** Uplinks handed in whose answer the peer waits for. */
  get pendingAcks(): number {
    return this.#channel.uplinks.pendingAcks;
  }

  // From the socket -----------------------------------------------------------------------------

  received(chunk: Buffer): void {
    this.#nowMs = this.#context.gate.clock.monotonicMs();
    if (this.#context.isCongested && this.#isPublisher) this.#holdForCongestion();
    if (this.#holds !== 0) {
      this.#unread = this.#unread === undefined ? chunk : Buffer.concat([this.#unread, chunk]);
      this.#conn.pause();
      return;
    }
    this.#read(chunk);
  }

  drained(): void {
    this.#movedBytes = -1;
    this.#release(HOLD.output);
  }

  closed(cause: CloseCause, error: Error | undefined): void {
    if (cause === "overflow")
      this.report(failure("slow_consumer", { size: this.#context.limits.delivery.queueBytes }), "output");
    if (error !== undefined) this.#context.stats.lastError = error.message;
    this.#channel.phase = "closed";
    this.#endSession(cause === "overflow" ? "slow_consumer" : "connection_closed");
    this.#unread = undefined;
    this.#context.forget(this);
  }

  #read(chunk: Buffer): void {
    const consumed = this.#frames.feed(chunk, 0);
    const fault = this.#frames.fault;
    if (fault !== undefined) this.#step({ kind: "fault", fault: { failure: fault, version: undefined } });
    if (!this.#conn.isOpen) return;
    if (consumed < chunk.length) this.#unread = chunk.subarray(consumed);
    // A login takes no time worth two system calls; what comes meanwhile waits in `received`.
    if ((this.#holds & ~HOLD.login) !== 0) this.#conn.pause();
  }

  #takeFrame(frame: Frame): boolean {
    const packet = this.#packets.read(frame);
    if (packet === undefined) {
      this.#step({ kind: "fault", fault: this.#packets.fault as PacketFault });
      return false;
    }
    const input = this.#packetInput as { kind: "packet"; packet: typeof packet };
    input.packet = packet;
    step(this.#channel, input, this.#nowMs);
    const isSlow = packet.type === TYPE.subscribe || packet.type === TYPE.unsubscribe;
    const cost = isSlow ? frame.end - frame.bodyAt + SUBSCRIPTION_BYTES : frame.end - frame.bodyAt;
    if (this.#context.turns.spend(this, cost)) this.#hold(HOLD.turn);
    if (this.#conn.isBlocked && this.#conn.out.sizeBytes > this.#context.outputHoldBytes)
      this.#hold(HOLD.output);
    return this.#holds === 0 && this.#conn.isOpen;
  }

  #step(input: Input): boolean {
    return step(this.#channel, input, this.#nowMs);
  }

  // Holding back --------------------------------------------------------------------------------

  hold(reason: HoldReason): void {
    this.#hold(HOLD[reason]);
  }

  release(reason: HoldReason): void {
    this.#release(HOLD[reason]);
  }

  /** Congestion of the platform is over. */
  releaseCongestion(): void {
    this.#release(HOLD.congestion);
  }

  takeTurn(): void {
    this.#release(HOLD.turn);
  }

  /** Reads no more; what was read is settled and answered. */
  drain(): void {
    this.#hold(HOLD.draining);
    this.#conn.pause();
  }

  /** Closes at once, without a word. */
  terminate(): void {
    this.#conn.terminate();
  }

  #holdForCongestion(): void {
    this.#hold(HOLD.congestion);
    this.#context.congested.add(this);
  }

  #hold(bit: number): void {
    this.#holds |= bit;
  }

  #release(bit: number): void {
    if ((this.#holds & bit) === 0) return;
    this.#holds &= ~bit;
    if (bit === HOLD.congestion) this.#context.congested.delete(this);
    if (this.#holds !== 0) return;
    // Not within the caller's turn: it may be in the middle of telling us something else.
    queueMicrotask(() => this.#readOn());
  }

  #readOn(): void {
    if (this.#holds !== 0 || !this.#conn.isOpen) return;
    this.#nowMs = this.#context.gate.clock.monotonicMs();
    const unread = this.#unread;
    this.#unread = undefined;
    if (unread !== undefined) this.#read(unread);
    if (this.#holds === 0) this.#conn.resume();
  }

  // What the channel asks -----------------------------------------------------------------------

  ack(type: AckPacket["type"], id: number): void {
    putAck(this.#conn.out, type, id);
    this.#conn.touch();
  }

  pong(): void {
    putPong(this.#conn.out);
    this.#conn.touch();
  }

  publish(publish: OutboundPublish, version: Version): void {
    // A peer that does not read loses QoS 0 first; acknowledgements and QoS 1 have room of their own.
    if (publish.qos === 0 && this.#conn.out.sizeBytes > this.#context.limits.delivery.queueBytes) return;
    putPublish(this.#conn.out, publish, version);
    this.#context.stats.messagesOut++;
    this.#conn.touch();
  }

  send(packet: LibraryPacket, version: Version): void {
    putLibraryPacket(this.#conn.out, packet, version);
    this.#conn.touch();
  }

  makeClientId(): string {
    return this.#context.makeClientId();
  }

  authenticate(terms: ConnectTerms): void {
    const { clientId, username, password } = terms;
    const claim = {
      protocol: this.protocol,
      clientId,
      username,
      password,
      address: this.address,
      isTls: this.#conn.isTls,
    };
    this.#context.gate.authenticate(claim).then(
      (result) => {
        if (!result.ok) this.#count(result.error.code);
        this.#now();
        if (!result.ok) this.#step({ kind: "authenticated", result });
        else if (result.value.kind === "device")
          this.#step({ kind: "authenticated", result: ok(result.value.principal) });
        else this.#step({ kind: "authenticated", result: err(failure("internal")) });
      },
      (error: unknown) => {
        this.#context.stats.lastError = String(error);
        this.#now();
        this.#step({ kind: "authenticated", result: { ok: false, error: failure("internal") } });
      },
    );
  }

  open(principal: Principal): boolean {
    this.#frames.trust();
    this.#session = this.#context.gate.open(principal, this);
    this.#context.watch(this);
    return this.#context.gate.hasAutoSubscription(this.#session);
  }

  uplink(topic: string, payload: Uint8Array, isAckNeeded: boolean): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#context.stats.messagesIn++;
    this.#context.gate.uplink(session, { topic, payload, isAckNeeded }, this.#settle);
    this.#isPublisher = true;
    // At QoS 0 too: a peer on TCP can be made to wait, and then nothing has to be dropped.
    if (this.#context.isCongested) this.#holdForCongestion();
  }

  maySubscribe(filter: string): boolean {
    return this.#session !== undefined && this.#context.gate.maySubscribe(this.#session, filter);
  }

  report(reason: Failure, subject: string): void {
    this.#count(reason.code);
    this.#context.gate.reportRefusal(reason, { address: this.address, session: this.#session, subject });
  }

  /** Channel and Link share the word; the platform gives a failure, the channel its reason. */
  close(reason: string | Failure, isPeerFault = false): void {
    if (typeof reason !== "string") {
      this.#now();
      this.#step({ kind: "dismiss", failure: reason });
      return;
    }
    if (isPeerFault && reason === "keepalive_timeout") this.#count(reason);
    this.#endSession(reason);
    this.#conn.end();
  }

  #endSession(reason: string): void {
    this.#context.congested.delete(this);
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#context.gate.close(session, reason);
  }

  #count(code: string): void {
    const { refused } = this.#context.stats;
    refused.set(code, (refused.get(code) ?? 0) + 1);
  }

  // From the platform ---------------------------------------------------------------------------

  deliver(topic: string, payload: Uint8Array, options: { qos: 0 | 1; isSystem: boolean }): boolean {
    if (this.#conn.out.sizeBytes + payload.length > this.#context.limits.delivery.queueBytes) return false;
    return this.#step({ kind: "deliver", topic, payload, qos: options.qos, isSystem: options.isSystem });
  }

  #onSettled(outcome: UplinkOutcome): void {
    const input = this.#settledInput as { kind: "settled"; outcome: UplinkOutcome };
    input.outcome = outcome;
    step(this.#channel, input, this.#nowMs);
  }

  /** Looks at the deadlines; answers when to look again. */
  tick(): number | undefined {
    this.#now();
    if (this.#conn.isBlocked && this.#isStalled()) return undefined;
    const isExcused = (this.#holds & (HOLD.pending | HOLD.congestion | HOLD.draining)) !== 0;
    this.#step({ kind: "tick", isExcused });
    if (!this.#conn.isOpen) return undefined;
    return Math.min(
      timeToTick(this.#channel, this.#nowMs) ?? this.#context.stallTimeoutMs,
      this.#context.stallTimeoutMs,
    );
  }

  #isStalled(): boolean {
    if (this.#movedBytes !== this.#conn.writtenBytes) {
      this.#movedBytes = this.#conn.writtenBytes;
      this.#movedMs = this.#nowMs;
    }
    if (this.#nowMs - this.#movedMs < this.#context.stallTimeoutMs) return false;
    this.report(failure("slow_consumer", { size: this.#conn.out.sizeBytes }), "output");
    this.#channel.phase = "closed";
    this.#endSession("slow_consumer");
    this.#conn.terminate();
    return true;
  }

  #now(): void {
    this.#nowMs = this.#context.gate.clock.monotonicMs();
  }
}
