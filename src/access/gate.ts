// The gate: all that an adapter may ask of the platform, in one object.
// Owns: the open session of a peer that logins let in.
// Promises: a refused login has its cause in the log; a session belongs to exactly one device.
// Must never: know bytes of a protocol, or decide anything that ingest, sessions or codec decide.

import { dialectOf } from "../codec/codec.ts";
import type { RegistrationClaim } from "../codec/dialect.ts";
import type { Devices, Topology } from "../devices/devices.ts";
import type { Ingest, RefusedPeer, Source } from "../ingest/ingest.ts";
import { assert } from "../kit/assert.ts";
import type { Log } from "../log/log.ts";
import type { DeviceSession, Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { Point } from "../spine/point.ts";
import { err, type Result } from "../spine/result.ts";
import type {
  Admission,
  ApplicationPrincipal,
  Claim,
  Gate,
  Link,
  Principal,
  PublishRoute,
  RawUplink,
  UplinkOutcome,
  UplinkReply,
} from "./adapter.ts";
import { type Logins, type LoginsOptions, makeLogins } from "./logins/logins.ts";
import {
  type AccessRules,
  type ApplicationPeer,
  type DevicePeer,
  isDevice,
  Permissions,
} from "./permissions.ts";

export interface GateOptions extends LoginsOptions {
  readonly log: Pick<Log, "isCongested" | "onCongestion">;
  readonly devices: LoginsOptions["devices"] & Pick<Devices, "byId">;
  readonly topology?: Pick<Topology, "childOf"> | undefined;
  readonly sessions: Sessions;
  readonly ingest: Ingest;
  readonly guard?: LoginGuard | undefined;
  /** Without them applications may do all, and devices what is their own. */
  readonly rules?: AccessRules | undefined;
  /** Registers what is to run when a product's mapping of topics changes. */
  readonly onMappingChange?: ((listener: () => void) => void) | undefined;
}

/** Shuts out who fails too often or comes too fast. */
export interface LoginGuard {
  isAdmitted(ip: string): boolean;
  refusalOf(attempt: { readonly ip: string; readonly name: string }): Failure | undefined;
  note(attempt: { readonly ip: string; readonly name: string }, outcome: Failure | undefined): void;
}

interface GateSession extends DevicePeer {
  readonly source: Source;
  readonly entry: DeviceSession;
}

/** Their ids count down from -1, those of devices up from 1. */
type AnyGateSession = GateSession | ApplicationPeer;

export interface PlatformEnd extends Gate {
  /** Registers a device over a protocol that has requests and answers; a failure is in the log with its cause. */
  register(claim: Claim, wanted: RegistrationClaim): Result<UplinkReply, Failure>;
  /** Closes the sessions of a user or key that may no longer be here. */
  withdraw(application: Pick<ApplicationPrincipal, "kind" | "name">, why: Failure): void;
}

export function makeGate(options: GateOptions): PlatformEnd {
  return new PlatformGate(options);
}

class PlatformGate implements PlatformEnd {
  readonly clock: Clock;

  private lastApplicationId = 0;

  private readonly applications = new Set<ApplicationPeer>();

  private readonly logins: Logins;

  private readonly permissions: Permissions;

  /** Of the marks that stand for secrets; another one with each start. */
  private readonly seed = crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;

  constructor(private readonly options: GateOptions) {
    this.clock = options.clock;
    this.logins = makeLogins(options);
    this.permissions = new Permissions(options);
  }

  isAdmitted(ip: string): boolean {
    return this.options.guard?.isAdmitted(ip) ?? true;
  }

  async authenticate(claim: Claim): Promise<Result<Admission, Failure>> {
    const { guard } = this.options;
    if (guard === undefined) return this.logins.authenticate(claim);
    const attempt = { ip: ipOf(claim.address), name: shownName(claim, this.seed) };
    const refusal = guard.refusalOf(attempt);
    if (refusal !== undefined) return err(refusal);
    const outcome = await this.logins.authenticate(claim);
    // Who only asks to register proved nothing that would speak for its address.
    if (outcome.ok && outcome.value.kind === "errand") return outcome;
    guard.note(attempt, outcome.ok ? undefined : outcome.error);
    return outcome;
  }

  register(claim: Claim, wanted: RegistrationClaim): Result<UplinkReply, Failure> {
    const { guard } = this.options;
    const attempt = { ip: ipOf(claim.address), name: shownName(claim, this.seed) };
    const refusal = guard?.refusalOf(attempt);
    if (refusal !== undefined) return err(refusal);
    const outcome = this.logins.register(claim, wanted);
    if (!outcome.ok) guard?.note(attempt, outcome.error);
    return outcome;
  }

  lateRefusal({ deviceId }: Principal): Failure | undefined {
    const device = this.options.devices.byId(deviceId);
    if (device === undefined) return failure("device_deleted");
    return device.isEnabled ? undefined : failure("device_disabled");
  }

  open(principal: Principal, link: Link): GateSession {
    const device = this.options.devices.byId(principal.deviceId);
    const dialect = dialectOf(principal.dialect);
    assert(device && dialect, "a principal comes from authenticate, and lateRefusal had nothing against it");
    const { protocol, address } = link;
    const entry = this.options.sessions.open({ ...principal, protocol }, link);
    const source = this.options.ingest.openSource(device, { dialect, protocol, address, session: entry });
    return { id: entry.id, principal, source, dialect, entry, link };
  }

  openApplication(application: ApplicationPrincipal, link: Link): ApplicationPeer {
    const session = { id: --this.lastApplicationId, application, link };
    this.applications.add(session);
    return session;
  }

  close(session: AnyGateSession, reason: string): void {
    if (!isDevice(session)) this.applications.delete(session);
    // The device's next session takes this one over; ended here, it would tell of an absence that was none.
    else if (reason !== "taken_over") this.options.sessions.close(session.entry, reason);
  }

  uplink(session: GateSession, raw: RawUplink, settle: (outcome: UplinkOutcome) => void): void {
    this.options.ingest.accept(session.source, raw, settle);
  }

  report(
    session: GateSession,
    read: { readonly readings: readonly Point[]; readonly subject: string },
    settle: (outcome: UplinkOutcome) => void,
  ): void {
    this.options.ingest.report(session.source, read, settle);
  }

  publishRoute(session: AnyGateSession, topic: string): PublishRoute | Failure {
    return this.permissions.publishRoute(session, topic);
  }

  subscriptionQos(session: AnyGateSession, filter: string): 0 | 1 | 2 | undefined {
    return this.permissions.subscriptionQos(session, filter);
  }

  hasAutoSubscription(session: AnyGateSession): boolean {
    return isDevice(session) && session.dialect.hasAutoSubscription;
  }

  onAccessChange(listener: () => void): () => void {
    return this.permissions.onChange(listener);
  }

  withdraw({ kind, name }: Pick<ApplicationPrincipal, "kind" | "name">, why: Failure): void {
    for (const { application, link } of [...this.applications]) {
      if (application.kind === kind && application.name === name) link.close(why);
    }
  }

  reportRefusal(
    why: Failure,
    context: Parameters<Gate["reportRefusal"]>[1] & { readonly session: AnyGateSession | undefined },
  ): void {
    const { session, protocol, address, subject, principal = NOBODY } = context;
    if (session !== undefined && isDevice(session)) {
      this.options.ingest.refuse(session.source, why, subject);
      return;
    }
    const peer: RefusedPeer = { ...principal, protocol, address };
    // The journal has a place for devices only; who else it was stands in the particulars.
    const shown = session ? whyOfApplication(why, session.application.name) : why;
    this.options.ingest.refuse(peer, shown, subject);
  }

  isCongested(): boolean {
    return this.options.log.isCongested();
  }

  onCongestion(listener: (isCongested: boolean) => void): () => void {
    return this.options.log.onCongestion(listener);
  }
}

/** Only devices have topics of their own: what an application lacks is a rule, and the advice is to add one. */
function whyOfApplication({ code, params }: Failure, application: string): Failure {
  const topic = String(params.topic ?? "");
  const isRuleMissing = code === "topic_forbidden" && !topic.startsWith("$SYS");
  return failure(isRuleMissing ? "topic_denied" : code, { ...params, application });
}

/** Without port and brackets. */
function ipOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":"))).replace(/^\[|\]$/g, "");
}

/**
 * By what a peer calls itself. A user name without a password may be a secret (access tokens): then a mark of it, which
 * means nothing elsewhere, keeps peers of one client id apart, or a wrong token would shut out the right ones.
 */
function shownName({ clientId, username, password, certificateName }: Claim, seed: bigint): string {
  const name = password?.length ? username : certificateName;
  if (name) return name.slice(0, 128);
  const mark = username ? ` #${Bun.hash(username, seed).toString(36).slice(0, 5)}` : "";
  return `${(clientId || "(none)").slice(0, 128)}${mark}`;
}

const NOBODY = { deviceId: 0, productKey: "", deviceName: "", dialect: "" };
