// What a dialect is: how existing devices of one cloud log in, name their topics and write their payloads.
// Pure: no socket, no clock, no storage. MQTT, HTTP and CoAP share it.

import type { Failure } from "../spine/error.ts";
import type { LogEvent } from "../spine/event.ts";
import type { Mapping } from "../spine/mapping.ts";
import type { NodeType, ThingModel, ValidationLevel } from "../spine/model.ts";
import type { Value } from "../spine/point.ts";
import type { KeyMode } from "../spine/product.ts";
import type { Result } from "../spine/result.ts";

/** What a peer presented at CONNECT (or the like of it in another protocol). */
export interface LoginClaim {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  /** Common name of the client certificate that our own authority (or the listener's) vouches for. */
  readonly certificateName?: string | undefined;
  /** Our time, UTC ms, for logins that carry a time of their own. */
  readonly nowMs?: number | undefined;
}

export interface DeviceSecrets {
  readonly deviceSecret: string;
  readonly productSecret: string;
  /** Base64; OneNET's access key of the product, which speaks for each of its devices. */
  readonly productAccessKey?: string;
  /** Devices carry the product's secret to register with it: then it proves none of them. */
  readonly isProductSecretShared?: boolean;
}

/** A claim that names a device: who it says it is, and how to prove it. */
export interface DeviceLogin {
  readonly dialect: string;
  readonly deviceName: string;
  /** Undefined when the proof holds; otherwise what is wrong with it, without a secret in it. */
  verify(secrets: DeviceSecrets): Failure | undefined;
}

/** A claim that names its product too. */
export interface Login extends DeviceLogin {
  readonly productKey: string;
}

/** A claim to be told one's credentials: dynamic registration. */
export interface RegistrationClaim {
  readonly dialect: string;
  readonly productKey: string;
  readonly deviceName: string;
  /** Whether the device must have been created before ("listed") or may be made by its first call ("open"). */
  readonly kind: "listed" | "open";
  /** The secret that the device chose for itself; one is made up where it chose none. */
  readonly wantedSecret?: string | undefined;
  /** Undefined when the proof with the product's secret holds. */
  verify(productSecret: string): Failure | undefined;
  /** What the device is told, unasked, right after the login. */
  answer(granted: { readonly deviceSecret: string }): DialectMessage;
}

export interface DialectMessage {
  readonly topic: string;
  readonly payload: string;
}

/** A message on a provisioning topic: the registration it asks for, and how a refusal is told. */
export interface ProvisioningReading {
  readonly claim: Result<RegistrationClaim, Failure>;
  refuse(why: Failure): DialectMessage;
}

export type LoginReading =
  | { readonly kind: "login"; readonly login: Login }
  /**
   * A device's name without a product that is sure: the device of `productHint` is meant, or, where that product has
   * none of the name, the only one of the name that there is.
   */
  | { readonly kind: "name"; readonly login: DeviceLogin; readonly productHint: string }
  /** A device's secret alone, without a name (access token). */
  | { readonly kind: "token"; readonly dialect: string; readonly token: string }
  | { readonly kind: "registration"; readonly claim: RegistrationClaim }
  /** A peer without an identity that may speak on the dialect's provisioning topics and nowhere else. */
  | { readonly kind: "provisioning"; readonly dialect: string }
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "foreign" };

/** A device behind a gateway, as the gateway names it; without a product key where its dialect has only names. */
export interface ChildName {
  readonly productKey: string | undefined;
  readonly deviceName: string;
}

export interface ChildClaim extends ChildName {
  /** Undefined when the dialect asks for no proof; the function answers undefined when the proof holds. */
  readonly verify: ((secrets: DeviceSecrets) => Failure | undefined) | undefined;
}

/** What a message asks of the platform beside being stored. */
export type DeviceRequest =
  /** `isCreating`: unknown children are created (in `productKey`, or the one that the gateway's product names). */
  | {
      readonly kind: "children_login";
      readonly children: readonly ChildClaim[];
      readonly isCreating: boolean;
    }
  | { readonly kind: "children_logout"; readonly children: readonly ChildName[] }
  | { readonly kind: "topology_add"; readonly children: readonly ChildClaim[] }
  | { readonly kind: "topology_remove"; readonly children: readonly ChildName[] }
  | { readonly kind: "topology_list" }
  /** A claim's `verify` is asked with the secret of the child's product: the child itself may not exist yet. */
  | { readonly kind: "children_register"; readonly children: readonly (ChildName | ChildClaim)[] }
  /** The newest values of the device itself or of a child; of all properties when none is named. */
  | {
      readonly kind: "latest";
      readonly child: ChildName | undefined;
      readonly properties: readonly string[] | undefined;
    }
  | { readonly kind: "tags_set"; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: "tags_remove"; readonly keys: readonly string[] }
  | { readonly kind: "model_get" };

export interface ChildResult {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceId: number;
  readonly deviceSecret: string;
  readonly failure: Failure | undefined;
}

export interface DeviceAnswer {
  /** Why the request as a whole was refused. */
  readonly failure: Failure | undefined;
  /** In the order asked for; of `topology_list` all that are bound. */
  readonly children: readonly ChildResult[];
  /** Of `latest`. */
  readonly values: readonly { readonly property: string; readonly ts: number; readonly value: Value }[];
  /** Of `model_get`. */
  readonly model: ThingModel | undefined;
}

/** A request with the way its outcome is told to the device. */
export interface Ask {
  readonly request: DeviceRequest;
  answer(
    outcome: DeviceAnswer,
  ): { readonly payload: string | Uint8Array; readonly topic?: string } | undefined;
}

/** What decoding needs to know of the sender. */
export interface DecodeContext {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly model: ThingModel;
  readonly validation: ValidationLevel;
  /** Whether keys that the model does not know are meant: data streams. */
  readonly dataMode?: KeyMode;
  /** The dialect that the device logged in with. */
  readonly dialect: string;
  readonly protocol: string;
  /** UTC ms. */
  readonly recvTs: number;
  /** Points are kept for so many days before `recvTs`. */
  readonly retentionDays: number;
  /** What a connection's earlier messages said, by keys of the codec's own; gone with the connection. */
  readonly memory?: Map<string, unknown>;
  /** Whether an unknown key may be stored: one of the device's data streams, or room for one more. */
  admitStream?(key: string): boolean;
  /** The context of a device that is bound to this one as its gateway; undefined when it is not. */
  child?(name: ChildName): DecodeContext | undefined;
  /** Why `child` gave nothing for this name. */
  childRefusal?(name: ChildName): Failure;
}

export interface Decoded {
  /** To be stored together, all or none; empty when the message is refused or carries nothing. */
  readonly events: readonly LogEvent[];
  /** Why the whole message is refused. */
  readonly failure: Failure | undefined;
  /** What is odd about a message that is stored all the same. */
  readonly flags: readonly Failure[];
  /** Parts of the message that are not stored, while the rest is. */
  readonly left: readonly Failure[];
  /** The answer to the device once that is durable; undefined when it wants none. */
  readonly reply: string | Uint8Array | undefined;
  /** Where the answer goes when that depends on the message; otherwise `Route.replyTopic` says. */
  readonly replyTopic?: string;
  /** What the platform does before it answers; its answer then takes the place of `reply`. */
  readonly ask?: Ask;
}

/** A topic of one device, resolved once and kept by its session. */
export interface Route {
  /** Where the answer goes; undefined when the topic has none. */
  readonly replyTopic: string | undefined;
  decode(payload: Uint8Array, context: DecodeContext): Decoded;
  /** It takes answers to what we sent: one that comes too late, for a child that was just sent away, is no fault. */
  readonly isAnswer?: boolean;
  /** The answer to a message that is refused before it is decoded: the device may not be spoken for. */
  refuse?(payload: Uint8Array, why: Failure): Decoded["reply"];
}

/** What the routes of a product's mapping depend on; a Device has it. */
export interface RouteDevice extends DeviceName {
  readonly product: { readonly nodeType: NodeType; readonly mapping: Mapping };
}

export interface DialectRoute {
  readonly pattern: string;
  readonly direction: "up" | "down";
  readonly description: { readonly en: string; readonly zh: string };
  readonly example: string;
}

export type ChildChange = "bound" | "unbound" | "enabled" | "disabled" | "deleted";

/** The two names of a device. */
export interface DeviceName {
  readonly productKey: string;
  readonly deviceName: string;
}

/** What a device is told to do. Values are canonical, as `checkCommand` gives them: bool as boolean, date as ms. */
export type DownCommand =
  | { readonly kind: "property_set"; readonly values: Readonly<Record<string, Value>> }
  | {
      readonly kind: "service";
      readonly identifier: string;
      readonly input: Readonly<Record<string, Value>>;
    }
  | { readonly kind: "raw"; readonly payload: Uint8Array };

export interface EncodeContext extends DeviceName {
  /** Number of the command, from 1; by it the answer is known. */
  readonly id: number;
  /** UTC ms. */
  readonly ts: number;
  readonly model: ThingModel;
  /** Through whose connection it goes, where that is not the device's own. */
  readonly gateway: DeviceName | undefined;
}

export interface Encoded {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  /**
   * How the device's answer is logged: method and id of its reply event, and whether that is logged as its gateway's.
   * Undefined: the dialect has none.
   */
  readonly answer:
    | { readonly method: string; readonly reqId: string; readonly isFromGateway?: boolean }
    | undefined;
}

export type Encode = (command: DownCommand, to: EncodeContext) => Result<Encoded, Failure>;

export interface Dialect {
  readonly name: string;
  readonly summary: { readonly en: string; readonly zh: string };
  readonly routes: readonly DialectRoute[];
  /** Platform messages reach the device without a subscription. */
  readonly hasAutoSubscription: boolean;
  /** A bound child is logged in by the first thing its gateway says for it; otherwise it must be logged in before. */
  readonly hasImplicitChildren?: boolean;
  /** Its topics are the same for every device (`v1/devices/me/...`), so what one publishes is not relayed to others. */
  readonly hasSharedTopics?: boolean;
  readLogin(claim: LoginClaim): LoginReading;
  /** Reads what a peer says on the provisioning topics; undefined on any other. */
  readProvisioning?(topic: string, payload: Uint8Array): ProvisioningReading | undefined;
  /** The route of `topic` when it is an uplink topic of this very device. */
  route(topic: string, productKey: string, deviceName: string): Route | undefined;
  /** Whose uplink topic this is, where a gateway publishes on the topics of its children. */
  ownerOf?(topic: string): DeviceName | undefined;
  /** What a gateway is told of a child that somebody changed; undefined: nothing. `id` is a message id, digits. */
  tellChildChange?(
    gateway: DeviceName,
    child: DeviceName,
    what: { readonly change: ChildChange; readonly id: string },
  ): { readonly topic: string; readonly payload: string } | undefined;
  /** A command as the device expects it; `command_unsupported` where the dialect has no such message. */
  encode: Encode;
  /** Whether the device may subscribe to `filter`. */
  maySubscribe(filter: string, productKey: string, deviceName: string): boolean;
}
