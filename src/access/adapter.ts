// What a protocol adapter is, and what it may ask of the platform (the Gate).
// Owns: the two interfaces between bytes and the product.
// Promises: an adapter that is written against this file never sees storage, HTTP or another adapter.
// Must never: contain code.

import type { GenericSchema } from "valibot";
import type { Clock } from "../spine/clock.ts";
import type { Failure } from "../spine/error.ts";
import type { Point, Value } from "../spine/point.ts";
import type { Result } from "../spine/result.ts";

/** One row of an adapter's or dialect's table of topics, paths or frames; shown to users and driven by tests. */
export interface RouteDoc {
  /** With `{productKey}`, `{deviceName}`, `{identifier}` ... as placeholders. */
  readonly pattern: string;
  readonly direction: "up" | "down";
  readonly description: { readonly en: string; readonly zh: string };
  readonly example: string;
}

export interface AdapterDocs {
  readonly summary: { readonly en: string; readonly zh: string };
  readonly routes: readonly RouteDoc[];
}

export interface ListenerStats {
  readonly connections: number;
  readonly connectionsTotal: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Closings by an error of the peer or refused logins, by error code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly lastError: string | undefined;
}

export interface Listener {
  readonly host: string;
  /** The bound port (the real one where 0 was asked for). */
  readonly port: number;
  readonly isTls: boolean;
  stats(): ListenerStats;
  /** Of a TLS listener: new connections get this certificate (PEM), open ones stay. Throws when it cannot be used. */
  replaceTls?(tls: { readonly cert: string; readonly key: string }): void;
  /** Stops accepting, lets what is in flight settle for at most `graceMs`, then closes every connection. */
  close(graceMs: number): Promise<void>;
}

export interface Adapter<C> {
  readonly name: string;
  /** Validates the adapter's part of the configuration; feeds OpenAPI and the admin form. */
  readonly config: GenericSchema<unknown, C>;
  readonly docs: AdapterDocs;
  /** Throws when the address cannot be bound; app.ts turns that into a failed listener. */
  listen(config: C, gate: Gate): Promise<Listener>;
}

/** What a peer presents to be let in. */
export interface Claim {
  readonly protocol: string;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  /** Remote address `ip:port`. */
  readonly address: string;
  readonly isTls: boolean;
  /** Common name of the client's certificate where the listener asked for one and its authority vouches for it. */
  readonly certificateName?: string | undefined;
  /** SHA-256 of the client's certificate, lower-case hex, whoever vouches for it. */
  readonly certificateFingerprint?: string | undefined;
}

/** A device that was let in; opaque to the adapter but for the names. */
export interface Principal {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly dialect: string;
}

/** A person or an application that was let in: it subscribes and publishes under ACLs and has no presence. */
export interface ApplicationPrincipal {
  /** User name, or id of the application key. */
  readonly name: string;
  readonly kind: "user" | "key";
}

/** A peer that may do one thing and is then sent away: registration, provisioning. */
export interface Errand {
  /** Sent unasked right after the login. */
  readonly greetings: readonly UplinkReply[];
  /** The connection is closed this long after the login, ms. */
  readonly lifetimeMs: number;
  /** Takes a message; undefined when the errand knows no such topic. */
  receive(topic: string, payload: Uint8Array): Promise<UplinkReply | undefined>;
}

/** What a login leads to. */
export type Admission =
  | { readonly kind: "device"; readonly principal: Principal }
  | { readonly kind: "application"; readonly principal: ApplicationPrincipal }
  | { readonly kind: "errand"; readonly errand: Errand };

/** What may be done with a message that a peer publishes. */
export interface PublishRoute {
  /** A dialect decodes it: it goes through `Gate.uplink`. */
  readonly isUplink: boolean;
  /** It is passed on to subscribers under this topic. */
  readonly isRelayed: boolean;
  /** Higher ones are refused; absent: any. */
  readonly maxQos?: 0 | 1 | 2;
  /** False: retained messages are refused. */
  readonly isRetainAllowed?: boolean;
  /** Tells the device that hears this topic without a subscription; false when it is not there, or subscribed. */
  readonly tellHearer?: (payload: Uint8Array, qos: 0 | 1 | 2) => boolean;
}

/**
 * Durable memory of an adapter: small records by bucket and key, committed in groups. Loaded once at the start;
 * what was put is read back from the adapter's own memory.
 */
export interface Shelf {
  /** Visits every record that is stored; `value` belongs to the receiver. */
  load(visit: (bucket: string, key: string, value: Uint8Array) => void): void;
  /** `value` must not change afterwards. False when there is no room for it: the next commit fails. */
  put(bucket: string, key: string, value: Uint8Array): boolean;
  remove(bucket: string, key: string): void;
  /** Calls back, in order, when everything put and removed so far is durable, or why it is not. */
  commit(settle: (failure: Failure | undefined) => void): void;
}

export interface DeliverOptions {
  readonly qos: 0 | 1;
  /** Marks what a dialect delivers without a subscription. */
  readonly isSystem: boolean;
  /** Not where the peer subscribed: it has it that way already. */
  readonly isUnlessSubscribed?: boolean;
}

/** The adapter's end of a connection, by which the platform reaches the peer. */
export interface Link {
  readonly protocol: string;
  /** Remote address `ip:port`. */
  readonly address: string;
  /** What the peer calls itself, where the protocol has such a name. */
  readonly clientId?: string;
  /** Sends a platform message to the device. False when the link cannot take it now. */
  deliver(topic: string, payload: Uint8Array, options: DeliverOptions): boolean;
  /**
   * Of a link that carries no messages (a field bus): writes these values of the device, by property. Resolves with why
   * that failed, when the device confirmed all of them with undefined.
   */
  perform?(values: ReadonlyMap<string, Value>): Promise<Failure | undefined>;
  /** Ends the connection with a reason of the catalogue (`taken_over`, `kicked`, `device_disabled`). */
  close(reason: Failure): void;
  /** Answers of `Gate.publishRoute` and `subscriptionQos` may have changed for this one peer. */
  forgetRoutes?(): void;
}

/** A device's open session; made by Gate.open. */
export interface Session {
  readonly id: number;
  readonly principal: Principal;
}

/** An application's or a person's open session; made by Gate.openApplication. Ids are unique over both kinds. */
export interface ApplicationSession {
  readonly id: number;
  readonly application: ApplicationPrincipal;
}

export type AnySession = Session | ApplicationSession;

/** What came in. `payload` may be a view into the socket's buffer: it is valid only until `uplink` returns. */
export interface RawUplink {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** False for QoS 0: the message may be dropped under pressure (counted) and never forces a commit. */
  readonly isAckNeeded: boolean;
}

/** What the adapter sends back on the same link after (and only after) the message is durable or refused. */
export interface UplinkReply {
  readonly topic: string;
  readonly payload: Uint8Array | string;
}

/**
 * The platform's answer to an uplink.
 * - `stored`: durable in the log.
 * - `refused`: will never be stored as it is; the reason is in the device log. The peer must still be
 *   acknowledged on the wire (MQTT 3.1.1 has no negative PUBACK), or it would send the same bytes for ever.
 * - `unavailable`: not stored, and trying again may help: do not acknowledge.
 * - `dropped`: a QoS 0 message given up under pressure, counted.
 */
export type UplinkOutcome =
  | { readonly kind: "stored"; readonly seq: number; readonly reply: UplinkReply | undefined }
  | { readonly kind: "refused"; readonly failure: Failure; readonly reply: UplinkReply | undefined }
  | { readonly kind: "unavailable"; readonly failure: Failure }
  | { readonly kind: "dropped" };

export interface Gate {
  readonly clock: Clock;
  /** Whether a peer at this IP may connect now; asked before anything is read of it. Everyone may when absent. */
  isAdmitted?(ip: string): boolean;
  /** Finds out who the peer is. A failure is in the device log with its cause by the time this resolves. */
  authenticate(claim: Claim): Promise<Result<Admission, Failure>>;
  /** Why a device that was just let in may not open a session after all: it was deleted or switched off meanwhile. */
  lateRefusal?(principal: Principal): Failure | undefined;
  /** Opens the session: presence goes online, an older connection of the same device is closed. */
  open(principal: Principal, link: Link): Session;
  /** Opens an application's session, by which it is found when its key is withdrawn. Takeover is the adapter's. */
  openApplication(principal: ApplicationPrincipal, link: Link): ApplicationSession;
  /**
   * Ends it: presence goes offline with the reason (`connection_closed`, `keepalive_timeout`, `disconnected` ...).
   * With `taken_over` a device stays online: `open` follows for the connection that took over.
   */
  close(session: AnySession, reason: string): void;
  /**
   * Takes one message. `settle` is called exactly once, never before `uplink` returns, only when the
   * message is durable, refused or given up; calls come in the order of the uplinks of one session.
   * A callback, not a promise: at 100k messages a second the promises cost more than the message.
   */
  uplink(session: Session, raw: RawUplink, settle: (outcome: UplinkOutcome) => void): void;
  /**
   * Takes what the adapter read of the device itself; `subject` names the way. `settle` is as of `uplink`; a reading
   * that is refused has its reason in the device log.
   */
  report(
    session: Session,
    read: { readonly readings: readonly Point[]; readonly subject: string },
    settle: (outcome: UplinkOutcome) => void,
  ): void;
  /**
   * What becomes of a message that the session publishes under `topic`; a failure when it may not. Pure; adapters
   * keep the answer by session and topic until `onAccessChange`.
   */
  publishRoute(session: AnySession, topic: string): PublishRoute | Failure;
  /** The QoS up to which this session may receive `filter` (of a shared one what is behind the group); undefined: not. */
  subscriptionQos(session: AnySession, filter: string): 0 | 1 | 2 | undefined;
  /** Whether unsubscribed system messages go to this session (Alink's automatic subscription). */
  hasAutoSubscription(session: AnySession): boolean;
  /** Runs `listener` when answers of `publishRoute` and `subscriptionQos` may have changed; returns its removal. */
  onAccessChange(listener: () => void): () => void;
  /** Counts and logs a connection-level failure (malformed packet, oversize) where the device is known or not. */
  reportRefusal(
    failure: Failure,
    context: {
      readonly protocol: string;
      readonly address: string;
      readonly session: AnySession | undefined;
      readonly subject: string;
      /** Of a device that proved who it is, and has no session. */
      readonly principal?: Principal;
    },
  ): void;
  /** True while the ingest queue is so full that sockets that can make their peer wait must stop reading. */
  isCongested(): boolean;
  /** Runs `listener` when congestion ends or begins; returns its removal. */
  onCongestion(listener: (isCongested: boolean) => void): () => void;
}
