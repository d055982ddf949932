// The gate: all that an adapter may ask of the platform, in one object.
// Owns: the open session of a peer that logins let in, and what it may publish and hear.
// Promises: a refused login has its cause in the log; a session belongs to exactly one device.
// Must never: know bytes of a protocol, or decide anything that ingest, sessions or codec decide.

import { dialectOf } from "../codec/codec.ts";
import type { Dialect } from "../codec/dialect.ts";
import type { Devices, Topology } from "../devices/devices.ts";
import type { Ingest, RefusedPeer, Source } from "../ingest/ingest.ts";
import { assert } from "../kit/assert.ts";
import type { Log } from "../log/log.ts";
import type { DeviceSession, Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import { err, type Result } from "../spine/result.ts";
import type {
  Admission,
  ApplicationPrincipal,
  ApplicationSession,
  Claim,
  Gate,
  Link,
  Principal,
  PublishRoute,
  RawUplink,
  Session,
  UplinkOutcome,
} from "./adapter.ts";
import { type Logins, type LoginsOptions, makeLogins } from "./logins.ts";

export interface GateOptions extends LoginsOptions {
  readonly log: Pick<Log, "isCongested" | "onCongestion">;
  readonly devices: LoginsOptions["devices"] & Pick<Devices, "byId">;
  readonly topology?: Pick<Topology, "childOf"> | undefined;
  readonly sessions: Sessions;
  readonly ingest: Ingest;
  readonly guard?: LoginGuard | undefined;
}

/** Shuts out who fails too often or comes too fast. */
export interface LoginGuard {
  isAdmitted(ip: string): boolean;
  refusalOf(attempt: { readonly ip: string; readonly name: string }): Failure | undefined;
  note(attempt: { readonly ip: string; readonly name: string }, outcome: Failure | undefined): void;
}

interface GateSession extends Session {
  readonly source: Source;
  readonly dialect: Dialect;
  readonly entry: DeviceSession;
}

/** Their ids count down from -1, those of devices up from 1. */
type AnyGateSession = GateSession | ApplicationSession;

export function makeGate(options: GateOptions): Gate {
  return new PlatformGate(options);
}

class PlatformGate implements Gate {
  readonly clock: Clock;

  private lastApplicationId = 0;

  private readonly logins: Logins;

  constructor(private readonly options: GateOptions) {
    this.clock = options.clock;
    this.logins = makeLogins(options);
  }

  isAdmitted(ip: string): boolean {
    return this.options.guard?.isAdmitted(ip) ?? true;
  }

  async authenticate(claim: Claim): Promise<Result<Admission, Failure>> {
    const { guard } = this.options;
    if (guard === undefined) return this.logins.authenticate(claim);
    const attempt = { ip: ipOf(claim.address), name: shownName(claim) };
    const refusal = guard.refusalOf(attempt);
    if (refusal !== undefined) return err(refusal);
    const outcome = await this.logins.authenticate(claim);
    guard.note(attempt, outcome.ok ? undefined : outcome.error);
    return outcome;
  }

  open(principal: Principal, link: Link): GateSession {
    const device = this.options.devices.byId(principal.deviceId);
    const dialect = dialectOf(principal.dialect);
    assert(device && dialect, "a principal comes from authenticate");
    const { protocol, address } = link;
    const entry = this.options.sessions.open({ ...principal, protocol }, link);
    const isGateway = device.product.nodeType === "gateway";
    const session = isGateway ? entry : undefined;
    const source = this.options.ingest.openSource(device, { dialect, protocol, address, session });
    return { id: entry.id, principal, source, dialect, entry };
  }

  openApplication(application: ApplicationPrincipal): ApplicationSession {
    return { id: --this.lastApplicationId, application };
  }

  close(session: AnyGateSession, reason: string): void {
    if (isDevice(session)) this.options.sessions.close(session.entry, reason);
  }

  uplink(session: GateSession, raw: RawUplink, settle: (outcome: UplinkOutcome) => void): void {
    this.options.ingest.accept(session.source, raw, settle);
  }

  publishRoute(session: AnyGateSession, topic: string): PublishRoute | Failure {
    if (!isDevice(session)) return { isUplink: false, isRelayed: true };
    const { productKey, deviceName } = session.principal;
    if (session.dialect.route(topic, productKey, deviceName) !== undefined)
      return session.dialect.hasSharedTopics === true ? UPLINK : UPLINK_AND_RELAY;
    // Alibaba's custom topics (`/pk/dn/user/...`) begin with a slash, ours without.
    if (topic.startsWith(`${productKey}/${deviceName}/`, topic.startsWith("/") ? 1 : 0)) return RELAY;
    if (isChildTopic(session, topic)) return UPLINK_AND_RELAY;
    return failure("topic_unknown", { topic, dialect: session.dialect.name });
  }

  maySubscribe(session: AnyGateSession, filter: string): boolean {
    if (!isDevice(session)) return true;
    const { productKey, deviceName } = session.principal;
    if (filter.startsWith(`${productKey}/${deviceName}/`, filter.startsWith("/") ? 1 : 0)) return true;
    if (session.dialect.maySubscribe(filter, productKey, deviceName)) return true;
    const owner = ownerOf(session, filter);
    if (!owner || !this.options.topology?.childOf(session.source.device, owner)) return false;
    return session.dialect.maySubscribe(filter, owner.productKey, owner.deviceName);
  }

  hasAutoSubscription(session: AnyGateSession): boolean {
    return isDevice(session) && session.dialect.hasAutoSubscription;
  }

  onAccessChange(): () => void {
    return () => {};
  }

  reportRefusal(
    why: Failure,
    context: { address: string; session: AnyGateSession | undefined; subject: string },
  ): void {
    const { session } = context;
    const peer: RefusedPeer =
      session !== undefined && isDevice(session) ? session.source : { ...NOBODY, address: context.address };
    this.options.ingest.refuse(peer, why, context.subject);
  }

  isCongested(): boolean {
    return this.options.log.isCongested();
  }

  onCongestion(listener: (isCongested: boolean) => void): () => void {
    return this.options.log.onCongestion(listener);
  }
}

/** Without port and brackets. */
function ipOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":"))).replace(/^\[|\]$/g, "");
}

/** By what a peer calls itself; a user name without a password may be a secret (access tokens). */
function shownName({ clientId, username, password, certificateName }: Claim): string {
  const name = password?.length ? username : certificateName;
  return (name || clientId || "(none)").slice(0, 128);
}

function isDevice(session: AnyGateSession): session is GateSession {
  return "source" in session;
}

/** Whose topic it is, where a gateway names a device that may be its child. */
function ownerOf({ source, dialect }: GateSession, topic: string) {
  return source.device.product.nodeType === "gateway" ? dialect.ownerOf?.(topic) : undefined;
}

/** Whether the device is a child of this gateway, and logged in, changes; ingest asks with each message. */
function isChildTopic(session: GateSession, topic: string): boolean {
  const owner = ownerOf(session, topic);
  return !!owner && session.dialect.route(topic, owner.productKey, owner.deviceName) !== undefined;
}

const UPLINK_AND_RELAY: PublishRoute = { isUplink: true, isRelayed: true };
const UPLINK: PublishRoute = { isUplink: true, isRelayed: false };
const RELAY: PublishRoute = { isUplink: false, isRelayed: true };
const NOBODY = { deviceId: 0, productKey: "", deviceName: "", protocol: "", dialect: "" };
