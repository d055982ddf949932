import type { FairTurns, TurnTaker } from "../../kit/fair-turns.ts";
import type { CloseCause, Conn, ConnEvents } from "../../net/net.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { err, type Result } from "../../spine/result.ts";
import type { Admission } from "../adapter.ts";
import { step, timeToTick } from "./channel/channel.ts";
import type { Outcome } from "./channel/inbound.ts";
import type { PeerEvents } from "./channel/peer-events.ts";
import {
  type Channel,
  type DirectMessage,
  type HoldReason,
  type Input,
  makeChannel,
} from "./channel/state.ts";
import { FrameReader } from "./frame.ts";
import type { Pace, PacedPeer } from "./pace.ts";
import { Peer, type PeerContext } from "./peer.ts";
import { type Frame, type Packet, type PacketFault, PacketReader, TYPE } from "./wire/packet.ts";

/** What the connections of one listener share. */
export interface ConnectionContext extends PeerContext {
  /** More waiting output than this, and the peer is not read until it reads. */
  readonly outputHoldBytes: number;
  /** Output that the peer does not take for this long ends the connection. */
  readonly stallTimeoutMs: number;
  /** The ingest queue is full: peers that wait for acknowledgements are not read. */
  isCongested: boolean;
  /** Those that are held back by congestion. */
  readonly congested: Set<Connection>;
  /** How fast peers may publish. */
  readonly pace?: Pace | undefined;
  /** Divides the thread among the connections. */
  readonly turns: FairTurns;
  /** The connection's deadline may have moved. */
  watch(connection: Connection): void;
  forget(connection: Connection): void;
}

/** Reasons for which a connection is not read, as bits. */
const HOLD = { login: 1, pending: 2, congestion: 4, output: 8, draining: 16, turn: 32, pace: 64 } as const;
/** A subscription costs as much as this many bytes of reports; a copy to a subscriber as much as one. */
const SUBSCRIPTION_BYTES = 512;

// One object each for what comes with every message. A step reads them before anything else, and no connection keeps
// the CONNECT, with its password, that came in one.
const packetInput: { kind: "packet"; packet: Packet | undefined } = { kind: "packet", packet: undefined };
type SettledInput = { kind: "settled"; place: number | undefined; outcome: Outcome };
const settledInput: Omit<SettledInput, "outcome"> & { outcome: Outcome | undefined } = {
  ...{ kind: "settled", place: undefined, outcome: undefined },
};

/** Joins a socket, the packet reader, the channel and the peer's place in platform and broker. */
export class Connection implements ConnEvents, PeerEvents, TurnTaker {
  readonly #conn: Conn;
  readonly #context: ConnectionContext;
  readonly #channel: Channel;
  readonly #frames: FrameReader;
  readonly #packets: PacketReader;
  readonly #peer: Peer;
  readonly #paced: PacedPeer | undefined;
  #holds = 0;
  /** Received and not looked at, because of a hold. */
  #unread: Buffer | undefined;
  /** When output was last seen to move, and how much had been taken by then. */
  #movedMs = 0;
  #movedBytes = -1;
  #nowMs = 0;
  turn = 0;
  turnBytes = 0;

  constructor(conn: Conn, context: ConnectionContext) {
    this.#conn = conn;
    this.#context = context;
    this.#nowMs = context.gate.clock.monotonicMs();
    this.#peer = new Peer(conn, context, this);
    this.#paced = context.pace?.open(conn.address, this.#nowMs);
    this.#channel = makeChannel(context.limits, this.#peer, this.#nowMs);
    this.#packets = new PacketReader(context.limits.topicAliasMaximum);
    this.#frames = new FrameReader(context.limits.maxPacketBytes, (frame) => this.#takeFrame(frame));
  }

  /** Messages handed in whose answer the peer waits for. */
  get pendingAcks(): number {
    return this.#channel.inbound?.pendingAcks ?? 0;
  }

  // From the socket -----------------------------------------------------------------------------

  received(chunk: Buffer): void {
    this.#nowMs = this.#context.gate.clock.monotonicMs();
    if (this.#context.isCongested && this.#peer.usesGate) this.#holdForCongestion();
    if (this.#holds !== 0) {
      this.#unread = this.#unread === undefined ? chunk : Buffer.concat([this.#unread, chunk]);
      this.#conn.pause();
      return;
    }
    this.#read(chunk);
  }

  drained(): void {
    this.#movedBytes = -1;
    this.#peer.flush();
    this.#release(HOLD.output);
  }

  closed(cause: CloseCause, error: Error | undefined): void {
    if (cause === "overflow")
      this.#peer.report(failure("slow_consumer", { size: this.#conn.out.sizeBytes }), "output");
    if (error !== undefined) this.#context.stats.lastError = error.message;
    this.#channel.phase = "closed";
    this.#endSession(cause === "overflow" ? "slow_consumer" : closeReason(error));
    this.#unread = undefined;
    this.#paced?.close();
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
    packetInput.packet = packet;
    step(this.#channel, packetInput as { kind: "packet"; packet: Packet }, this.#nowMs);
    packetInput.packet = undefined;
    // At QoS 0 too: a peer on TCP can be made to wait, and then nothing has to be dropped.
    if (this.#context.isCongested && this.#peer.usesGate) this.#holdForCongestion();
    if (this.#paced !== undefined && packet.type === TYPE.publish) this.#keepPace(this.#paced);
    const isSlow = packet.type === TYPE.subscribe || packet.type === TYPE.unsubscribe;
    const cost = frame.end - frame.bodyAt + this.#peer.fanOut + (isSlow ? SUBSCRIPTION_BYTES : 0);
    this.#peer.fanOut = 0;
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

  /** Rules have changed: what may be published and subscribed is asked again. */
  forgetRoutes(): void {
    this.#peer.forgetRoutes();
  }

  /** Ends it with a word to the peer. */
  close(reason: Failure): void {
    this.#peer.close(reason);
  }

  /** Closes at once, without a word. */
  terminate(): void {
    this.#conn.terminate();
  }

  /** Faster than its limit: what it sends waits in the network, whatever its QoS, and nothing is dropped. */
  #keepPace(paced: PacedPeer): void {
    const waitMs = paced.spend(this.#nowMs);
    if (waitMs <= 0) return;
    this.#hold(HOLD.pace);
    this.#context.gate.clock.after(waitMs, () => this.#release(HOLD.pace));
    const limit = paced.toReport(this.#nowMs);
    if (limit !== undefined) this.#peer.report(failure("message_rate", { limit }), "publish");
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

  // What the peer tells --------------------------------------------------------------------------

  authenticated(result: Result<Admission, Failure>): void {
    this.#now();
    // Between the login and this turn the device may have gone.
    const isDevice = result.ok && result.value.kind === "device";
    const late = isDevice ? this.#context.gate.lateRefusal?.(result.value.principal) : undefined;
    if (late !== undefined) this.#peer.report(late, "connect");
    this.#step({ kind: "authenticated", result: late === undefined ? result : err(late) });
  }

  opened(): void {
    this.#frames.trust();
    this.#context.watch(this);
  }

  settled(place: number | undefined, outcome: Outcome): void {
    settledInput.place = place;
    settledInput.outcome = outcome;
    step(this.#channel, settledInput as SettledInput, this.#nowMs);
  }

  deliver(message: DirectMessage): boolean {
    return this.#step({ kind: "deliver", ...message });
  }

  dismiss(reason: Failure): void {
    this.#now();
    this.#step({ kind: "dismiss", failure: reason });
  }

  finish(reason: string): void {
    this.#endSession(reason);
    this.#conn.end();
  }

  #endSession(reason: string): void {
    this.#context.congested.delete(this);
    this.#peer.leave(reason);
  }

  /** Looks at the deadlines; answers when to look again. */
  tick(): number | undefined {
    this.#now();
    if (this.#conn.isBlocked && this.#isStalled()) return undefined;
    const isExcused = (this.#holds & (HOLD.pending | HOLD.congestion | HOLD.draining | HOLD.pace)) !== 0;
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
    this.#peer.report(failure("slow_consumer", { size: this.#conn.out.sizeBytes }), "output");
    this.#channel.phase = "closed";
    this.#endSession("slow_consumer");
    this.#conn.terminate();
    return true;
  }

  #now(): void {
    this.#nowMs = this.#context.gate.clock.monotonicMs();
  }
}

/** A reset says that the peer, or something on the way, dropped the connection rather than ended it. */
function closeReason(error: Error | undefined): string {
  return error !== undefined && "code" in error && error.code === "ECONNRESET"
    ? "connection_reset"
    : "connection_closed";
}
