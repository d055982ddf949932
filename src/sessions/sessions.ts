// Which device is connected through which link, and why that changed.
// Owns: the table of open sessions, takeover, children of gateways, presence and its reasons, silence, the grace period.
// Promises: at most one session a device; every change of presence is one state event in the log; a lost gateway's children go together.
// Must never: know a protocol's bytes, or hold a link longer than its session.

import type { Log } from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { LogEvent, StateEvent, ThingEvent } from "../spine/event.ts";
import type { Value } from "../spine/point.ts";
import type { OfflineRule } from "../spine/product.ts";
import { SilenceWatch, type Watched } from "./silence.ts";

/** The part of an adapter's link that sessions need. */
export interface SessionLink {
  readonly address: string;
  /** False when the link cannot take it now. `isSystem` marks what is delivered without a subscription. */
  deliver(
    topic: string,
    payload: Uint8Array,
    options: { qos: 0 | 1; isSystem: boolean; isUnlessSubscribed?: boolean },
  ): boolean;
  close(reason: Failure): void;
  /** Of a link that carries no messages: writes these values, by property; why that failed, or undefined. */
  perform?(values: ReadonlyMap<string, Value>): Promise<Failure | undefined>;
  /** What its device may publish and hear has changed. */
  forgetRoutes?(): void;
}

export interface SessionPeer {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly protocol: string;
  readonly dialect: string;
}

export interface DeviceSession {
  readonly id: number;
  readonly peer: SessionPeer;
  readonly link: SessionLink;
  readonly sinceMs: number;
  /** The session of the gateway that speaks for the device; undefined when it speaks for itself. */
  readonly gateway: DeviceSession | undefined;
}

export interface PresenceChange {
  readonly deviceId: number;
  readonly state: "online" | "stale" | "offline";
  readonly reason: string;
  readonly address: string;
  readonly at: number;
}

export interface SessionsOptions {
  readonly log: Pick<Log, "append">;
  readonly clock: Clock;
  /** Where presence is kept for lists and pages (the devices room, wired by app.ts). */
  readonly onPresence: (change: PresenceChange) => void;
  /** How long devices that were online before a restart may take to come back, ms. */
  readonly graceMs: number;
  /** Takes up to `limit` devices offline that were online before the restart and did not come back. */
  readonly takeStale: (
    limit: number,
  ) => readonly Pick<SessionPeer, "deviceId" | "productKey" | "deviceName">[];
  /** For how long a product's devices may be silent; without it for ever. */
  readonly ruleOf?: (productKey: string) => OfflineRule | undefined;
  /** True while devices are not listened to, so that nobody counts as silent. */
  readonly isDeaf?: () => boolean;
}

export interface Sessions {
  /** Opens a session; an older one of the same device is closed with `taken_over`. */
  open(peer: SessionPeer, link: SessionLink): DeviceSession;
  /**
   * Opens the session of a device behind a gateway, or gives the one that it has there. It ends with the gateway's.
   * Undefined when the gateway's session has ended meanwhile. `link` is closed when the child alone is sent away.
   */
  openChild(peer: SessionPeer, gateway: DeviceSession, link: SessionLink): DeviceSession | undefined;
  /** Ends a session; nothing happens when it was ended or taken over before. */
  close(session: DeviceSession, reason: string): void;
  find(deviceId: number): DeviceSession | undefined;
  /** Notes that the device was heard: one that was silent is back. Cheap enough for every message. */
  noteHeard(deviceId: number): void;
  /** Closes the device's session, if it has one, and its link with `why`. */
  kick(deviceId: number, why: Failure): boolean;
  /** Closes the sessions of a product's devices; returns how many there were. */
  kickProduct(productKey: string, why: Failure): number;
  /**
   * Starts the grace period (devices that were online when Gantry stopped are offline only when it ends without them)
   * and the watch for silent devices.
   */
  startGrace(): void;
  /** Open sessions, how many of them are of devices behind a gateway, and how often a device was silent for too long. */
  counts(): {
    readonly all: number;
    readonly children: number;
    readonly becameStale: number;
    readonly becameSilent: number;
  };
  /** Stops without writing `offline`: devices that come back within the grace period never left. */
  stop(): void;
}

const STALE_PORTION = 500;
/** The record about a gateway whose children went offline with it: an event of ours, with `count` and `reason`. */
const CHILDREN_OFFLINE = "children_offline";

/** A child that is silent for too long: offline, but still known behind its gateway, whose connection goes on. */
const NO_REPORT = "report_timeout";

class TableSession implements DeviceSession, Watched {
  silence: Watched["silence"] = "none";
  heardMs = 0;
  readonly gateway: TableSession | undefined;
  children: Set<TableSession> | undefined;

  readonly id: number;
  readonly sinceMs: number;

  constructor(
    readonly peer: SessionPeer,
    readonly link: SessionLink,
    { id, sinceMs, gateway }: { id: number; sinceMs: number; gateway: TableSession | undefined },
  ) {
    this.id = id;
    this.sinceMs = sinceMs;
    this.gateway = gateway;
  }
}

/** Owns the timer of the grace after a start, until `stop`. */
export function openSessions(options: SessionsOptions): Sessions {
  return new SessionTable(options);
}

class SessionTable implements Sessions {
  private readonly byDevice = new Map<number, TableSession>();
  private grace: Timer | undefined;
  private nextId = 1;
  private isStopped = false;
  private readonly watch: SilenceWatch<TableSession>;
  private becameStale = 0;
  private becameSilent = 0;

  constructor(private readonly options: SessionsOptions) {
    const { clock, ruleOf = () => undefined, isDeaf = () => false } = options;
    this.watch = new SilenceWatch({
      ...{ clock, ruleOf, isDeaf },
      sessions: () => this.byDevice.values(),
      count: () => this.byDevice.size,
      onStale: (session) => this.becomeStale(session),
      onLost: (session, limitS) => this.becomeSilent(session, limitS),
      onExcused: (session) => this.revive(session, "rule_changed"),
    });
  }

  open(peer: SessionPeer, link: SessionLink): TableSession {
    return this.start(peer, link, undefined);
  }

  openChild(peer: SessionPeer, gateway: TableSession, link: SessionLink): TableSession | undefined {
    if (this.byDevice.get(gateway.peer.deviceId) !== gateway) return undefined;
    const older = this.byDevice.get(peer.deviceId);
    if (older?.gateway === gateway) {
      this.noteSpeech(older, "connected");
      return older;
    }
    const session = this.start(peer, link, gateway);
    gateway.children ??= new Set();
    gateway.children.add(session);
    return session;
  }

  close(session: TableSession, reason: string): void {
    const { peer, gateway } = session;
    if (this.byDevice.get(peer.deviceId) !== session) return;
    this.byDevice.delete(peer.deviceId);
    gateway?.children?.delete(session);
    if (this.isStopped) return;
    if (session.silence !== "offline") this.tell(session, "offline", reason);
    this.endChildren(session, reason);
  }

  noteHeard(deviceId: number): void {
    const session = this.byDevice.get(deviceId);
    if (session) this.noteSpeech(session, "reported");
  }

  find(deviceId: number): TableSession | undefined {
    return this.byDevice.get(deviceId);
  }

  kick(deviceId: number, why: Failure): boolean {
    const session = this.byDevice.get(deviceId);
    if (!session) return false;
    this.close(session, why.code);
    session.link.close(why);
    return true;
  }

  kickProduct(productKey: string, why: Failure): number {
    const peers = [...this.byDevice.values()].filter(({ peer }) => peer.productKey === productKey);
    for (const { peer } of peers) this.kick(peer.deviceId, why);
    return peers.length;
  }

  startGrace(): void {
    this.grace = this.options.clock.after(this.options.graceMs, () => this.expireStale());
    this.watch.start();
  }

  counts() {
    let children = 0;
    for (const { gateway } of this.byDevice.values()) if (gateway) children += 1;
    const { becameStale, becameSilent } = this;
    return { all: this.byDevice.size, children, becameStale, becameSilent };
  }

  stop(): void {
    this.isStopped = true;
    this.grace?.cancel();
    this.watch.stop();
  }

  private noteSpeech(session: TableSession, reason: string): void {
    session.heardMs = this.watch.now();
    if (session.silence !== "none") this.revive(session, reason);
  }

  private revive(session: TableSession, reason: string): void {
    session.silence = "none";
    this.tell(session, "online", reason);
  }

  private becomeStale(session: TableSession): void {
    session.silence = "stale";
    this.becameStale += 1;
    this.tell(session, "stale", "no_report");
  }

  private becomeSilent(session: TableSession, limitS: number): void {
    this.becameSilent += 1;
    if (session.gateway === undefined) {
      this.kick(session.peer.deviceId, failure(NO_REPORT, { limitS }));
      return;
    }
    session.silence = "offline";
    this.tell(session, "offline", NO_REPORT);
  }

  private tell(session: TableSession, state: PresenceChange["state"], reason: string): void {
    const change = this.makeChange(session, state, reason);
    this.announce([makeState(session.peer, change)], [change]);
  }

  /** In portions, so that thousands of devices do not hold up the connections of those that are back. */
  private expireStale(): void {
    const stale = this.options.takeStale(STALE_PORTION);
    const at = this.options.clock.now();
    const change = { state: "offline", reason: "server_restart", address: "", at } as const;
    for (const { deviceId, ...name } of stale) {
      const peer = { deviceId, ...name, protocol: "", dialect: "" };
      this.options.log.append([makeState(peer, { deviceId, ...change })], "grouped");
    }
    if (stale.length === STALE_PORTION) this.grace = this.options.clock.after(10, () => this.expireStale());
  }

  private start(peer: SessionPeer, link: SessionLink, gateway: TableSession | undefined): TableSession {
    const older = this.byDevice.get(peer.deviceId);
    const sinceMs = this.options.clock.now();
    const session = new TableSession(peer, link, { id: this.nextId++, sinceMs, gateway });
    session.heardMs = this.watch.now();
    this.byDevice.set(peer.deviceId, session);
    this.tell(session, "online", older ? "taken_over" : "connected");
    if (!older) return session;
    older.gateway?.children?.delete(older);
    this.endChildren(older, "taken_over");
    // Closed after the new one stands, so that the old link's close() finds itself replaced.
    older.link.close(failure("taken_over", { address: link.address }));
    return session;
  }

  /** The children of a gateway that is gone: one record that counts them, then theirs, in one append. */
  private endChildren(gateway: TableSession, reason: string): void {
    const children = [...(gateway.children ?? [])];
    gateway.children = undefined;
    if (children.length === 0) return;
    for (const { peer } of children) this.byDevice.delete(peer.deviceId);
    const heard = children.filter((child) => child.silence !== "offline");
    if (heard.length === 0) return;
    const changes = heard.map((child) => this.makeChange(child, "offline", "gateway_lost"));
    const states = heard.map((child, i) => makeState(child.peer, changes[i] as PresenceChange));
    const { peer } = gateway;
    const at = this.options.clock.now();
    this.announce([makeGroup(peer, { at, count: heard.length, reason }), ...states], changes);
  }

  private makeChange(session: TableSession, state: PresenceChange["state"], reason: string): PresenceChange {
    const { peer, link } = session;
    return { deviceId: peer.deviceId, state, reason, address: link.address, at: this.options.clock.now() };
  }

  private announce(events: readonly LogEvent[], changes: readonly PresenceChange[]): void {
    this.options.log.append(events, "grouped");
    for (const change of changes) this.options.onPresence(change);
  }
}

function makeHead({ deviceId, productKey, deviceName, protocol, dialect }: SessionPeer, at: number) {
  const names = { deviceId, productKey, deviceName };
  return { seq: 0, ...names, ts: at, recvTs: at, protocol, dialect, reqId: "" };
}

function makeState(peer: SessionPeer, { state, reason, address, at }: PresenceChange): StateEvent {
  return { ...makeHead(peer, at), kind: "state", state, reason, address };
}

function makeGroup(
  peer: SessionPeer,
  { at, count, reason }: { at: number; count: number; reason: string },
): ThingEvent {
  const head = makeHead({ ...peer, protocol: "gantry" }, at);
  return { ...head, kind: "event", identifier: CHILDREN_OFFLINE, level: "info", output: { count, reason } };
}
