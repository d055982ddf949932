import type {
  Admission,
  AnySession,
  ApplicationPrincipal,
  ApplicationSession,
  Claim,
  Gate,
  Link,
  Principal,
  PublishRoute,
  Session,
  UplinkOutcome,
} from "../../../src/access/adapter.ts";
import { type Clock, systemClock } from "../../../src/spine/clock.ts";
import { type Failure, failure } from "../../../src/spine/error.ts";
import type { Point } from "../../../src/spine/point.ts";
import { err, ok, type Result } from "../../../src/spine/result.ts";

export interface TakenUplink {
  readonly topic: string;
  readonly payload: string;
  readonly isAckNeeded: boolean;
  readonly settle: (outcome: UplinkOutcome) => void;
}

export interface FakeGateOptions {
  readonly clock?: Clock;
  /** "auto" settles each uplink as stored in a microtask; "manual" leaves it to the test. */
  readonly settling?: "auto" | "manual";
  readonly hasAutoSubscription?: boolean;
  readonly authenticate?: (claim: Claim) => Promise<Result<Admission, Failure>>;
  readonly lateRefusal?: () => Failure | undefined;
  /** What becomes of a published message; stored and relayed where it does not say. */
  readonly route?: (topic: string) => PublishRoute | Failure | undefined;
  /** The reply to an uplink that is settled automatically. */
  readonly reply?: (topic: string) => { topic: string; payload: string } | undefined;
}

/** The platform as an adapter sees it, with a record of all that was asked. */
export class FakeGate implements Gate {
  readonly clock: Clock;
  readonly claims: Claim[] = [];
  readonly uplinks: TakenUplink[] = [];
  readonly reports: { readonly readings: readonly Point[]; readonly subject: string }[] = [];
  readonly opened: { session: AnySession; link: Link }[] = [];
  readonly closed: { sessionId: number; reason: string }[] = [];
  readonly refusals: { failure: Failure; subject: string; sessionId: number | undefined }[] = [];
  readonly #options: FakeGateOptions;
  readonly #listeners = new Set<(isCongested: boolean) => void>();
  #isCongested = false;
  #seq = 0;

  constructor(options: FakeGateOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
  }

  authenticate(claim: Claim): Promise<Result<Admission, Failure>> {
    this.claims.push(claim);
    if (this.#options.authenticate) return this.#options.authenticate(claim);
    if (claim.username === "wrong") return Promise.resolve(err(failure("bad_password")));
    return Promise.resolve(
      ok({
        kind: "device",
        principal: {
          deviceId: deviceIdOf(claim.clientId),
          productKey: "pk",
          deviceName: claim.clientId,
          dialect: "plain",
        },
      }),
    );
  }

  lateRefusal(): Failure | undefined {
    return this.#options.lateRefusal?.();
  }

  open(principal: Principal, link: Link): Session {
    const session = { id: this.opened.length + 1, principal };
    this.opened.push({ session, link });
    return session;
  }

  openApplication(application: ApplicationPrincipal, link: Link): ApplicationSession {
    const session = { id: this.opened.length + 1, application };
    this.opened.push({ session, link });
    return session;
  }

  close(session: AnySession, reason: string): void {
    this.closed.push({ sessionId: session.id, reason });
  }

  uplink(
    _session: Session,
    raw: { topic: string; payload: Uint8Array; isAckNeeded: boolean },
    settle: (outcome: UplinkOutcome) => void,
  ): void {
    const { topic, isAckNeeded } = raw;
    this.uplinks.push({ topic, payload: Buffer.from(raw.payload).toString(), isAckNeeded, settle });
    if (this.#options.settling === "manual") return;
    const reply = this.#options.reply?.(topic);
    queueMicrotask(() => settle({ kind: "stored", seq: ++this.#seq, reply }));
  }

  report(
    _session: Session,
    read: { readonly readings: readonly Point[]; readonly subject: string },
    settle: (outcome: UplinkOutcome) => void,
  ): void {
    this.reports.push(read);
    queueMicrotask(() => settle({ kind: "stored", seq: ++this.#seq, reply: undefined }));
  }

  publishRoute(_session: AnySession, topic: string): PublishRoute | Failure {
    return this.#options.route?.(topic) ?? { isUplink: true, isRelayed: true };
  }

  onAccessChange(): () => void {
    return () => {};
  }

  subscriptionQos(_session: AnySession, filter: string): 0 | 1 | 2 | undefined {
    return filter.startsWith("forbidden") ? undefined : 2;
  }

  hasAutoSubscription(): boolean {
    return this.#options.hasAutoSubscription === true;
  }

  reportRefusal(reason: Failure, context: { session: AnySession | undefined; subject: string }): void {
    this.refusals.push({ failure: reason, subject: context.subject, sessionId: context.session?.id });
  }

  isCongested(): boolean {
    return this.#isCongested;
  }

  onCongestion(listener: (isCongested: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setCongested(isCongested: boolean): void {
    this.#isCongested = isCongested;
    for (const listener of this.#listeners) listener(isCongested);
  }
}

/** The same for the same name, over restarts too. */
function deviceIdOf(name: string): number {
  return Number(/^d(\d+)$/.exec(name)?.[1] ?? 1_000 + name.charCodeAt(0));
}
