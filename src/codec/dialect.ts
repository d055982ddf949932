// What a dialect is: how existing devices of one cloud log in, name their topics and write their payloads.
// Pure: no socket, no clock, no storage. MQTT, HTTP and CoAP share it.

import type { Failure } from "../spine/error.ts";
import type { LogEvent } from "../spine/event.ts";
import type { ThingModel, ValidationLevel } from "../spine/model.ts";

/** What a peer presented at CONNECT (or the like of it in another protocol). */
export interface LoginClaim {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
}

export interface DeviceSecrets {
  readonly deviceSecret: string;
  readonly productSecret: string;
}

/** A claim that was read: who it says it is, and how to prove it. */
export interface Login {
  readonly dialect: string;
  readonly productKey: string;
  readonly deviceName: string;
  /** Undefined when the proof holds; otherwise what is wrong with it, without a secret in it. */
  verify(secrets: DeviceSecrets): Failure | undefined;
}

export type LoginReading =
  | { readonly kind: "login"; readonly login: Login }
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "foreign" };

/** What decoding needs to know of the sender. */
export interface DecodeContext {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly model: ThingModel;
  readonly validation: ValidationLevel;
  /** The dialect that the device logged in with. */
  readonly dialect: string;
  readonly protocol: string;
  /** UTC ms. */
  readonly recvTs: number;
  /** Points are kept for so many days before `recvTs`. */
  readonly retentionDays: number;
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
  readonly reply: string | undefined;
}

/** A topic of one device, resolved once and kept by its session. */
export interface Route {
  /** Where the answer goes; undefined when the topic has none. */
  readonly replyTopic: string | undefined;
  decode(payload: Uint8Array, context: DecodeContext): Decoded;
}

export interface DialectRoute {
  readonly pattern: string;
  readonly direction: "up" | "down";
  readonly description: { readonly en: string; readonly zh: string };
  readonly example: string;
}

export interface Dialect {
  readonly name: string;
  readonly summary: { readonly en: string; readonly zh: string };
  readonly routes: readonly DialectRoute[];
  /** Platform messages reach the device without a subscription. */
  readonly hasAutoSubscription: boolean;
  readLogin(claim: LoginClaim): LoginReading;
  /** The route of `topic` when it is an uplink topic of this very device. */
  route(topic: string, productKey: string, deviceName: string): Route | undefined;
  /** Whether the device may subscribe to `filter`. */
  maySubscribe(filter: string, productKey: string, deviceName: string): boolean;
}
