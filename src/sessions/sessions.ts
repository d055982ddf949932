// Which device is connected through which link, and why that changed.
// Owns: the table of open sessions, takeover, presence and its reasons, the grace period after a restart.
// Promises: at most one session a device; every change of presence is one state event in the log.
// Must never: know a protocol's bytes, or hold a link longer than its session.

import type { Log } from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { StateEvent } from "../spine/event.ts";

/** The part of an adapter's link that sessions need. */
export interface SessionLink {
  readonly address: string;
  close(reason: Failure): void;
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
}

export interface PresenceChange {
  readonly deviceId: number;
  readonly state: "online" | "offline";
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
}

export interface Sessions {
  /** Opens a session; an older one of the same device is closed with `taken_over`. */
  open(peer: SessionPeer, link: SessionLink): DeviceSession;
  /** Ends a session; nothing happens when it was ended or taken over before. */
  close(session: DeviceSession, reason: string): void;
  find(deviceId: number): DeviceSession | undefined;
  /** Closes the device's session, if it has one, and its link with `why`. */
  kick(deviceId: number, why: Failure): boolean;
  /** Closes the sessions of a product's devices; returns how many there were. */
  kickProduct(productKey: string, why: Failure): number;
  /** Starts the grace period: devices that were online when Gantry stopped are offline only when it ends without them. */
  startGrace(): void;
  count(): number;
  /** Stops without writing `offline`: devices that come back within the grace period never left. */
  stop(): void;
}

const STALE_PORTION = 500;

export function openSessions(options: SessionsOptions): Sessions {
  return new SessionTable(options);
}

class SessionTable implements Sessions {
  private readonly byDevice = new Map<number, DeviceSession>();
  private grace: Timer | undefined;
  private nextId = 1;
  private isStopped = false;

  constructor(private readonly options: SessionsOptions) {}

  open(peer: SessionPeer, link: SessionLink): DeviceSession {
    const older = this.byDevice.get(peer.deviceId);
    const session = { id: this.nextId++, peer, link, sinceMs: this.options.clock.now() };
    this.byDevice.set(peer.deviceId, session);
    this.announce(session, "online", older ? "taken_over" : "connected");
    // Closed after the new one stands, so that the old link's close() finds itself replaced.
    older?.link.close(failure("taken_over", { address: link.address }));
    return session;
  }

  close(session: DeviceSession, reason: string): void {
    if (this.byDevice.get(session.peer.deviceId) !== session) return;
    this.byDevice.delete(session.peer.deviceId);
    if (this.isStopped) return;
    this.announce(session, "offline", reason);
  }

  find(deviceId: number): DeviceSession | undefined {
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
  }

  count(): number {
    return this.byDevice.size;
  }

  stop(): void {
    this.isStopped = true;
    this.grace?.cancel();
  }

  /** In portions, so that thousands of devices do not hold up the connections of those that are back. */
  private expireStale(): void {
    const stale = this.options.takeStale(STALE_PORTION);
    const at = this.options.clock.now();
    const change = { state: "offline", reason: "server_restart", address: "", at } as const;
    for (const peer of stale) this.record({ ...peer, protocol: "", dialect: "" }, change);
    if (stale.length === STALE_PORTION) this.grace = this.options.clock.after(10, () => this.expireStale());
  }

  private announce(session: DeviceSession, state: "online" | "offline", reason: string): void {
    const change = { state, reason, address: session.link.address, at: this.options.clock.now() };
    this.record(session.peer, change);
    this.options.onPresence({ deviceId: session.peer.deviceId, ...change });
  }

  private record(peer: SessionPeer, change: Omit<PresenceChange, "deviceId">): void {
    const event: StateEvent = {
      seq: 0,
      kind: "state",
      deviceId: peer.deviceId,
      productKey: peer.productKey,
      deviceName: peer.deviceName,
      ts: change.at,
      recvTs: change.at,
      protocol: peer.protocol,
      dialect: peer.dialect,
      reqId: "",
      state: change.state,
      reason: change.reason,
      address: change.address,
    };
    this.options.log.append([event], "grouped");
  }
}
