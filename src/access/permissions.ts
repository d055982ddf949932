// What a session may publish and hear: a device its own topics, everyone else what the access rules grant.
// Owns: the order of the two, and what was picked out of the rules for each session.
// Promises: no rule takes a device's own topics from it; after a change of the rules nothing old is answered.
// Must never: know a protocol's bytes, or how rules are kept.

import { dialects, mappedRoute, mayHearMapped } from "../codec/codec.ts";
import type { Dialect, RouteDevice } from "../codec/dialect.ts";
import type { Device, Devices, Topology } from "../devices/devices.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { type Failure, failure } from "../spine/error.ts";
import type {
  ApplicationPrincipal,
  ApplicationSession,
  Link,
  Principal,
  PublishRoute,
  Session,
} from "./adapter.ts";
import { type Hearer, hearersOf } from "./down-topic.ts";

export interface Grant {
  readonly isAllowed: boolean;
  readonly maxQos: 0 | 1 | 2;
  readonly isRetainAllowed: boolean;
}

/** The access rules, as the gate asks them. */
export interface AccessRules {
  /** What they say of one client now; `clientId` is its own choice. */
  accessOf(
    principal: Principal | ApplicationPrincipal,
    clientId: string,
  ): { publish(topic: string): Grant; subscribe(filter: string): Grant };
  onChange(listener: () => void): () => void;
}

export interface DevicePeer extends Session {
  readonly dialect: Dialect;
  readonly source: { readonly device: Device };
  readonly link: Link;
}

export interface ApplicationPeer extends ApplicationSession {
  readonly link: Link;
}

export type AnyPeer = DevicePeer | ApplicationPeer;

export interface PermissionsOptions {
  /** Without them applications may do all, and devices what is their own. */
  readonly rules?: AccessRules | undefined;
  /** Registers what is to run when a product's mapping of topics changes. */
  readonly onMappingChange?: ((listener: () => void) => void) | undefined;
  readonly devices: Pick<Devices, "find">;
  readonly topology?: Pick<Topology, "childOf"> | undefined;
  readonly sessions: Pick<Sessions, "find">;
}

const UPLINK_AND_RELAY: PublishRoute = { isUplink: true, isRelayed: true };
const UPLINK: PublishRoute = { isUplink: true, isRelayed: false };
const RELAY: PublishRoute = { isUplink: false, isRelayed: true };
const ALL: Grant = { isAllowed: true, maxQos: 2, isRetainAllowed: true };
const NONE: Grant = { isAllowed: false, maxQos: 0, isRetainAllowed: false };

export class Permissions {
  readonly #options: PermissionsOptions;
  readonly #listeners = new Set<() => void>();
  /** Picked from the rules when a session first asks; of those that ask nothing, nothing. */
  #accesses = new WeakMap<AnyPeer, ReturnType<AccessRules["accessOf"]>>();

  constructor(options: PermissionsOptions) {
    this.#options = options;
    const announce = () => {
      for (const listener of this.#listeners) listener();
    };
    options.onMappingChange?.(announce);
    options.rules?.onChange(() => {
      this.#accesses = new WeakMap();
      announce();
    });
  }

  /** What becomes of a message under `topic`; a failure when the session may not publish it. */
  publishRoute(peer: AnyPeer, topic: string): PublishRoute | Failure {
    if (isDevice(peer)) return this.#ownRoute(peer, topic) ?? this.#grantedRoute(peer, topic);
    const route = this.#grantedRoute(peer, topic);
    if ("code" in route) return route;
    const hearers = hearersOf(topic);
    if (hearers.length === 0) return route;
    return {
      ...route,
      tellHearer: (payload, qos) => hearers.some((hearer) => this.#tell(hearer, { topic, payload, qos })),
    };
  }

  /** The QoS up to which the session may receive `filter`; undefined when it may not. */
  subscriptionQos(peer: AnyPeer, filter: string): 0 | 1 | 2 | undefined {
    if (isDevice(peer) && this.#isOwnFilter(peer, filter)) return 2;
    const { isAllowed, maxQos } = this.#accessOf(peer)?.subscribe(filter) ?? defaultOf(peer);
    return isAllowed ? maxQos : undefined;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #ownRoute(peer: DevicePeer, topic: string): PublishRoute | undefined {
    const { dialect, principal, source } = peer;
    const { productKey, deviceName } = principal;
    if (dialect.route(topic, productKey, deviceName) !== undefined)
      return dialect.hasSharedTopics === true ? UPLINK : UPLINK_AND_RELAY;
    const mapped = mappedRoute(topic, source.device);
    if (mapped !== undefined && !("code" in mapped)) return UPLINK_AND_RELAY;
    if (isInNamespace(principal, topic)) return RELAY;
    // Whether the device is a child of this gateway, and logged in, changes; ingest asks with each message.
    const owner = ownerOf(peer, topic);
    if (!owner) return undefined;
    if (dialect.route(topic, owner.productKey, owner.deviceName) !== undefined) return UPLINK_AND_RELAY;
    // What is relayed alone never reaches ingest, so here it is asked.
    const isOfChild = isInNamespace(owner, topic) && this.#options.topology?.childOf(source.device, owner);
    return isOfChild ? RELAY : undefined;
  }

  #isOwnFilter(peer: DevicePeer, filter: string): boolean {
    const { dialect, principal, source } = peer;
    if (isInNamespace(principal, filter)) return true;
    if (dialect.maySubscribe(filter, principal.productKey, principal.deviceName)) return true;
    if (mayHearMapped(filter, source.device)) return true;
    const owner = ownerOf(peer, filter);
    if (!owner || !this.#options.topology?.childOf(source.device, owner)) return false;
    return dialect.maySubscribe(filter, owner.productKey, owner.deviceName);
  }

  #grantedRoute(peer: AnyPeer, topic: string): PublishRoute | Failure {
    const grant = this.#accessOf(peer)?.publish(topic) ?? defaultOf(peer);
    if (!grant.isAllowed) {
      return isDevice(peer) ? strange(peer, topic) : failure("topic_denied", { topic });
    }
    const { maxQos, isRetainAllowed } = grant;
    return maxQos === 2 && isRetainAllowed ? RELAY : { ...RELAY, maxQos, isRetainAllowed };
  }

  #accessOf(peer: AnyPeer): ReturnType<AccessRules["accessOf"]> | undefined {
    const { rules } = this.#options;
    if (rules === undefined) return undefined;
    let access = this.#accesses.get(peer);
    if (access === undefined) {
      access = rules.accessOf(isDevice(peer) ? peer.principal : peer.application, peer.link.clientId ?? "");
      this.#accesses.set(peer, access);
    }
    return access;
  }

  /** Delivers to a device that hears the topic without a subscription; false when it is not there, or subscribed. */
  #tell(
    hearer: Hearer,
    message: { readonly topic: string; readonly payload: Uint8Array; readonly qos: number },
  ): boolean {
    const device = this.#options.devices.find(hearer.productKey, hearer.deviceName);
    const session = device && this.#options.sessions.find(device.id);
    if (session === undefined || session.peer.dialect !== hearer.dialect) return false;
    const qos = message.qos === 0 ? 0 : 1;
    const options = { qos, isSystem: true, isUnlessSubscribed: true } as const;
    return session.link.deliver(message.topic, message.payload, options);
  }
}

/** Why the topic is none of the device's. */
function strange({ source, dialect }: DevicePeer, topic: string): Failure {
  const mapped = mappedRoute(topic, source.device);
  const why = mapped !== undefined && "code" in mapped ? mapped : undefined;
  return why ?? failure("topic_unknown", { topic, dialect: dialect.name });
}

export function isDevice(peer: AnyPeer): peer is DevicePeer {
  return "source" in peer;
}

function defaultOf(peer: AnyPeer): Grant {
  return isDevice(peer) ? NONE : ALL;
}

/** `{productKey}/{deviceName}/...`; Alibaba's custom topics (`/pk/dn/user/...`) begin with a slash, ours without. */
export function isInNamespace(
  { productKey, deviceName }: { readonly productKey: string; readonly deviceName: string },
  topic: string,
): boolean {
  return topic.startsWith(`${productKey}/${deviceName}/`, topic.startsWith("/") ? 1 : 0);
}

/** Whether a topic or filter is the device's own in any dialect or by its product's mapping: no rule is asked then. */
export function isOwnTopic(device: RouteDevice, action: "publish" | "subscribe", topic: string): boolean {
  const { productKey, deviceName } = device;
  if (isInNamespace(device, topic)) return true;
  const mapped = mappedRoute(topic, device);
  if (action === "publish" ? mapped !== undefined && !("code" in mapped) : mayHearMapped(topic, device))
    return true;
  return dialects.some((dialect) =>
    action === "publish"
      ? dialect.route(topic, productKey, deviceName) !== undefined
      : dialect.maySubscribe(topic, productKey, deviceName),
  );
}

/** Whose topic it is, where a gateway names a device that may be its child. */
function ownerOf({ source, dialect }: DevicePeer, topic: string) {
  return source.device.product.nodeType === "gateway" ? dialect.ownerOf?.(topic) : undefined;
}
