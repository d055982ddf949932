import type { Packet as LibraryPacket } from "mqtt-packet";
import type { Conn } from "../../net/net.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type {
  Admission,
  AnySession,
  DeliverOptions,
  Gate,
  Link,
  PublishRoute,
  UplinkOutcome,
} from "../adapter.ts";
import type { Broker } from "./broker/broker.ts";
import { findOwn } from "./broker/direct.ts";
import { keepMessage } from "./broker/messages/stored-message.ts";
import type { Will } from "./broker/messages/will.ts";
import type { ClientSession, SessionLink, SubscriptionOptions } from "./broker/session.ts";
import type { ConnectTerms } from "./channel/connect.ts";
import { performErrand } from "./channel/errand.ts";
import type { Outcome } from "./channel/inbound.ts";
import type { PeerEvents } from "./channel/peer-events.ts";
import type { ChannelLimits, DirectMessage, HoldReason, Port, Receipt } from "./channel/state.ts";
import { keyOf } from "./clients.ts";
import { armWill, narrow, RouteCache, refusalOf } from "./routes.ts";
import { putAck, putLibraryPacket, putPong } from "./wire/encode.ts";
import type { Publication } from "./wire/frames.ts";
import { type AckPacket, type PublishPacket, TYPE, type Version } from "./wire/packet.ts";

/** What the peers of one listener share. */
export interface PeerContext {
  readonly gate: Gate;
  readonly broker: Broker;
  readonly limits: ChannelLimits;
  readonly stats: {
    messagesIn: number;
    messagesOut: number;
    lastError: string | undefined;
    readonly refused: Map<string, number>;
  };
  makeClientId(): string;
}

const HEARD: Outcome = { kind: "relayed", isHeard: true };
const UNHEARD: Outcome = { kind: "relayed", isHeard: false };

/** Who is at the other end: its place in the platform and in the broker, and the packets that go to it. */
export class Peer implements Link, SessionLink, Port {
  readonly protocol = "mqtt";
  readonly out: Conn["out"];
  version: Version = 4;
  peerPacketBytes = Number.POSITIVE_INFINITY;
  peerReceiveMaximum = 65_535;
  peerAliasMaximum = 0;
  knownAliases: SessionLink["knownAliases"];
  clientId = "";
  /** UTC ms of the login. */
  sinceMs = 0;
  readonly #conn: Conn;
  readonly #context: PeerContext;
  readonly #events: PeerEvents;
  #admission: Admission | undefined;
  /** Of the platform; undefined before CONNACK and for errands. */
  #session: AnySession | undefined;
  /** Of the broker. */
  #client: ClientSession | undefined;
  #isAuto = false;
  #will: Will | undefined;
  /** It publishes what the gate stores: congestion there concerns it, and not the pings of the others. */
  usesGate = false;
  /** Copies of its messages that went to others, for whoever divides the thread. */
  fanOut = 0;
  readonly #routes: RouteCache;
  readonly #settleAtGate = (outcome: UplinkOutcome): void => this.#events.settled(undefined, outcome);

  constructor(conn: Conn, context: PeerContext, events: PeerEvents) {
    this.#conn = conn;
    this.out = conn.out;
    this.#context = context;
    this.#routes = new RouteCache(context.gate, context.limits.maxTopicLevels);
    this.#events = events;
  }

  get address(): string {
    return this.#conn.address;
  }
  get isTls(): boolean {
    return this.#conn.isTls;
  }

  // Packets to the peer ---------------------------------------------------------------------------

  touch(): void {
    this.#conn.touch();
  }
  countSent(): void {
    this.#context.stats.messagesOut++;
  }

  ack(type: AckPacket["type"], id: number): void {
    putAck(this.out, type, id);
    this.#conn.touch();
  }

  pong(): void {
    putPong(this.out);
    this.#conn.touch();
  }

  send(packet: LibraryPacket, version: Version): void {
    const mostBytes = this.peerPacketBytes; // [MQTT-3.1.2-24]
    if (putLibraryPacket(this.out, packet, { version, mostBytes })) this.#conn.touch();
  }

  // The way in ------------------------------------------------------------------------------------

  authenticate(terms: ConnectTerms): void {
    const { clientId, username, password } = terms;
    const { address, protocol } = this;
    const { isTls, peerCertificateName: certificateName, peerFingerprint } = this.#conn;
    const claim = { protocol, clientId, username, password, address, isTls, certificateName };
    this.#context.gate.authenticate({ ...claim, certificateFingerprint: peerFingerprint }).then(
      (result) => {
        if (!result.ok) this.count(result.error.code);
        this.#events.authenticated(result);
      },
      (error: unknown) => {
        this.#context.stats.lastError = String(error);
        this.#events.authenticated({ ok: false, error: failure("internal") });
      },
    );
  }

  attach(
    admission: Admission,
    terms: ConnectTerms,
  ): { session: ClientSession; isPresent: boolean } | undefined {
    this.#admission = admission;
    this.#will = terms.will;
    this.version = terms.version;
    this.clientId = terms.clientId;
    this.sinceMs = this.#context.gate.clock.now();
    this.peerPacketBytes = terms.peerPacketBytes;
    this.peerReceiveMaximum = terms.peerReceiveMaximum;
    this.peerAliasMaximum = terms.peerAliasMaximum;
    if (admission.kind === "errand") return undefined;
    const attached = this.#context.broker.attach(keyOf(admission, terms.clientId), {
      link: this,
      version: terms.version,
      isCleanStart: terms.isCleanStart,
      expiryS: terms.sessionExpiryS,
    });
    this.#client = attached.session;
    return attached;
  }

  open(): void {
    const { gate, broker } = this.#context;
    const admission = this.#admission;
    if (admission === undefined) return;
    this.#events.opened();
    if (admission.kind === "errand") {
      for (const reply of admission.errand.greetings) this.sendDirect({ ...reply, qos: 0, isSystem: true });
      gate.clock.after(admission.errand.lifetimeMs, () => this.close(failure("login_spent")));
      return;
    }
    if (admission.kind === "device") this.#session = gate.open(admission.principal, this);
    else this.#session = gate.openApplication(admission.principal, this);
    this.#isAuto = gate.hasAutoSubscription(this.#session);
    this.#narrow();
    this.#armWill(this.#session);
    if (this.#client !== undefined) broker.resume(this.#client);
  }

  /** A will that its client may not publish is told to the operator, and forgotten. */
  #armWill(session: AnySession): void {
    const { gate, broker } = this.#context;
    const will = this.#will;
    this.#will = undefined;
    if (will === undefined || this.#client === undefined) return;
    const route = this.#routes.find(session, will.topic);
    const why = "code" in route ? route : refusalOf(route, will);
    if (why !== undefined) this.report(why, will.topic);
    if ("code" in route || why !== undefined) return;
    broker.arm(this.#client, armWill(will, route, { gate, session, address: this.address }));
  }

  /** The connection ends: first the platform's session (a will may speak of its children), then the broker's. */
  leave(reason: string): void {
    const session = this.#session;
    const client = this.#client;
    this.#session = undefined;
    this.#client = undefined;
    if (session !== undefined) this.#context.gate.close(session, reason);
    if (client !== undefined) this.#context.broker.detach(client, this, reason === "server_shutdown");
  }

  makeClientId(): string {
    return this.#context.makeClientId();
  }

  hold(reason: HoldReason): void {
    this.#events.hold(reason);
  }
  release(reason: HoldReason): void {
    this.#events.release(reason);
  }

  /** The channel is done: the session ends with this reason. */
  finish(reason: string, isPeerFault: boolean): void {
    if (isPeerFault && reason === "keepalive_timeout") this.count(reason);
    this.#events.finish(reason);
  }

  takeOver(): void {
    this.#events.dismiss(failure("taken_over", { address: this.address }));
  }

  close(reason: Failure): void {
    this.#events.dismiss(reason);
  }

  // Messages of the peer --------------------------------------------------------------------------

  receive(packet: PublishPacket, place: number): Receipt {
    const { stats, gate } = this.#context;
    stats.messagesIn++;
    const session = this.#session;
    if (session === undefined) return this.#runErrand(packet, place);
    const { topic } = packet;
    const route = this.#routes.find(session, topic);
    const why = "code" in route ? route : refusalOf(route, packet);
    if ("code" in route || why !== undefined) {
      const reason = why ?? failure("topic_denied", { topic });
      this.report(reason, topic);
      return { kind: "refused", failure: reason, reply: undefined };
    }
    if (!route.isUplink || !("principal" in session)) return this.#relay(packet, { packet, place, route });
    this.usesGate = true;
    const raw = { topic, payload: packet.payload, isAckNeeded: packet.qos > 0 };
    if (!(route.isRelayed && this.#context.broker.hasUse(packet)) && !this.#isRemembered(packet)) {
      gate.uplink(session, raw, this.#settleAtGate);
      return "gate";
    }
    const { isRelayed } = route;
    const { isRetain, expiryS, id } = packet;
    const kept = { ...keepMessage(packet, gate.clock.now()), isRetain, expiryS, id };
    gate.uplink(session, raw, (outcome) => {
      const relayed =
        outcome.kind === "stored" ? this.#relay(kept, { place, stored: outcome, isRelayed }) : outcome;
      if (relayed !== "later" && relayed !== "gate") this.#events.settled(place, relayed);
    });
    return "later";
  }

  /** Passes it on, and waits for the shelf where something had to be put there. */
  #relay(publication: Publication & { readonly id: number }, how: Relay): Receipt {
    const { broker } = this.#context;
    const client = this.#client;
    let heard = how.isRelayed === false ? 1 : broker.publish(publication, how.packet, client);
    if (typeof heard !== "number") {
      this.report(heard, publication.topic);
      return { kind: "refused", failure: heard, reply: undefined };
    }
    if (how.route?.tellHearer?.(publication.payload, publication.qos)) heard++;
    if (client !== undefined && this.#isRemembered(publication)) broker.noteReceived(client, publication.id);
    this.fanOut += heard;
    const outcome = how.stored ?? (heard > 0 ? HEARD : UNHEARD);
    // Nobody waits for QoS 0: the shelf keeps it when it will.
    if (!broker.isCommitDue || publication.qos === 0) return outcome;
    broker.commit((why) => {
      this.#events.settled(how.place, why === undefined ? outcome : { kind: "unavailable", failure: why });
    });
    return "later";
  }

  /** A QoS 2 message of a session that outlives its connection: its identifier is kept until PUBREL. */
  #isRemembered({ qos }: { readonly qos: number }): boolean {
    return qos === 2 && this.#client?.isPersistent === true;
  }

  /** Rules have changed: ask again. */
  forgetRoutes(): void {
    this.#routes.forget();
    this.#narrow();
    if (this.#session === undefined || this.#client === undefined) return;
    this.#will = this.#context.broker.disarm(this.#client);
    this.#armWill(this.#session);
  }

  /** Rules may have changed while it was away, or just now. */
  #narrow(): void {
    if (this.#client?.subscriptions === undefined) return;
    narrow(this.#context.broker, this.#client, (filter) => this.subscriptionQos(filter));
  }

  #runErrand(packet: PublishPacket, place: number): Receipt {
    if (this.#admission?.kind !== "errand") return UNHEARD;
    const { stats } = this.#context;
    performErrand(this.#admission.errand, packet, (error) => {
      stats.lastError = String(error);
    }).then((outcome) => this.#events.settled(place, outcome));
    return "later";
  }

  receivedAgain(id: number): void {
    const settle = () => this.ack(TYPE.pubrec, id);
    if (this.#client === undefined) settle();
    else this.#context.broker.confirm(this.#client, settle);
  }

  released(id: number, isKnown: boolean): void {
    const settle = () => {
      // [MQTT-4.3.3-11], 3.1.1: [MQTT-4.3.3-2]; an unknown identifier is told in MQTT 5.
      if (isKnown || this.version < 5) this.ack(TYPE.pubcomp, id);
      else this.send({ cmd: "pubcomp", messageId: id, reasonCode: 0x92 }, 5);
    };
    if (this.#client === undefined) settle();
    else this.#context.broker.noteReleased(this.#client, id, settle);
  }

  // Messages to the peer --------------------------------------------------------------------------

  /** From the platform. */
  deliver(topic: string, payload: Uint8Array, options: DeliverOptions): boolean {
    return this.#events.deliver({ topic, payload, ...options });
  }

  sendDirect(message: DirectMessage): boolean {
    const client = this.#client;
    const { delivery } = this.#context.broker;
    const isAuto = message.isSystem && this.#isAuto;
    if (message.isUnlessSubscribed === true && findOwn(client?.subscriptions, message.topic, false))
      return false;
    if (client !== undefined) return delivery.direct(client, message, isAuto);
    if (this.#admission?.kind !== "errand") return false;
    delivery.directTo(this, message);
    return true;
  }

  acknowledged(id: number): void {
    if (this.#client !== undefined) this.#context.broker.delivery.acknowledged(this.#client, id);
  }

  received(id: number, isError: boolean): boolean {
    return this.#client !== undefined && this.#context.broker.delivery.received(this.#client, id, isError);
  }

  completed(id: number): void {
    if (this.#client !== undefined) this.#context.broker.delivery.completed(this.#client, id);
  }

  /** The peer reads again: what waited behind full output moves up. */
  flush(): void {
    if (this.#client !== undefined) this.#context.broker.delivery.flush(this.#client);
  }

  // Subscriptions ---------------------------------------------------------------------------------

  subscriptionQos(filter: string): 0 | 1 | 2 | undefined {
    if (this.#admission?.kind === "errand") return 2;
    return this.#session && this.#context.gate.subscriptionQos(this.#session, filter);
  }

  subscribe(filter: string, options: SubscriptionOptions): boolean {
    return this.#client !== undefined && this.#context.broker.subscribe(this.#client, filter, options);
  }

  unsubscribe(filter: string): boolean {
    return this.#client !== undefined && this.#context.broker.unsubscribe(this.#client, filter);
  }

  sendRetained(filter: string): void {
    if (this.#client !== undefined) this.#context.broker.sendRetained(this.#client, filter);
  }

  parting(isWillDue: boolean, expiryS: number | undefined): void {
    if (this.#client !== undefined) this.#context.broker.parting(this.#client, { isWillDue, expiryS });
  }

  report(reason: Failure, subject: string): void {
    this.count(reason.code);
    const { protocol, address } = this;
    this.#context.gate.reportRefusal(reason, { protocol, address, session: this.#session, subject });
  }

  count(code: string): void {
    const { refused } = this.#context.stats;
    refused.set(code, (refused.get(code) ?? 0) + 1);
  }
}

interface Relay {
  readonly place: number;
  /** Of what did not go through the gate. */
  readonly route?: PublishRoute;
  readonly packet?: PublishPacket;
  /** What the gate said of it before. */
  readonly stored?: UplinkOutcome;
  readonly isRelayed?: boolean;
}
