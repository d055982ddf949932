import type { IConnackPacket, IConnectPacket } from "mqtt-packet";
import { type Failure, failure } from "../../spine/error.ts";
import type { Version } from "./wire/packet.ts";

/** The message to be published for a client that is lost. Kept with the channel; nothing publishes it yet. */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly isRetain: boolean;
  readonly delayS: number;
}

/** What CONNECT asked for, in our terms. */
export interface ConnectTerms {
  readonly version: Version;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly isCleanStart: boolean;
  readonly askedKeepaliveS: number;
  /** What the peer is held to; 0 for none. */
  readonly keepaliveS: number;
  /** What the peer asked for; nothing is kept beyond the connection yet. */
  readonly sessionExpiryS: number;
  readonly will: Will | undefined;
  readonly peerReceiveMaximum: number;
  readonly peerPacketBytes: number;
  /** Whether reason strings may be sent [MQTT-3.1.2-29]. */
  readonly wantsReasons: boolean;
}

export interface ConnectLimits {
  readonly maxPacketBytes: number;
  readonly maxKeepaliveS: number;
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
}

/** Reads a CONNECT that has been audited; a failure where it asks for what is not offered. */
export function readConnect(
  connect: IConnectPacket,
  version: Version,
  limits: ConnectLimits,
): ConnectTerms | Failure {
  const properties = connect.properties ?? {};
  const isCleanStart = connect.clean === true;
  if (properties.authenticationMethod !== undefined) {
    // [MQTT-4.12.0-1]
    return failure("sign_method_unknown", { method: properties.authenticationMethod });
  }
  if (version === 5 && connect.will?.retain === true) return failure("retain_unsupported"); // [MQTT-3.2.2-13]
  if (version < 5 && connect.clientId === "" && !isCleanStart) {
    return failure("bad_client_id", { detail: "an empty client id needs a clean session" }); // 3.1.1: [MQTT-3.1.3-8]
  }
  const askedS = connect.keepalive ?? 0;
  const isTooLong = askedS === 0 || askedS > limits.maxKeepaliveS;
  return {
    version,
    clientId: connect.clientId,
    username: connect.username,
    password: connect.password === undefined ? undefined : Uint8Array.from(connect.password),
    isCleanStart,
    // Only MQTT 5 can be told another one [MQTT-3.2.2-21]; an older client's own is law.
    keepaliveS: version === 5 && isTooLong ? limits.maxKeepaliveS : askedS,
    askedKeepaliveS: askedS,
    sessionExpiryS: properties.sessionExpiryInterval ?? 0,
    will: readWill(connect),
    peerReceiveMaximum: properties.receiveMaximum ?? 65_535,
    peerPacketBytes: properties.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    wantsReasons: version === 5 && properties.requestProblemInformation !== false,
  };
}

function readWill(connect: IConnectPacket): Will | undefined {
  const will = connect.will;
  if (will === undefined) return undefined;
  return {
    topic: will.topic,
    payload: Uint8Array.from(Buffer.from(will.payload)),
    qos: will.qos ?? 0,
    isRetain: will.retain === true,
    delayS: will.properties?.willDelayInterval ?? 0,
  };
}

/** CONNACK with success. `assignedId` is set where the client left its id to us [MQTT-3.1.3-7]. */
export function makeConnack(
  terms: ConnectTerms,
  limits: ConnectLimits,
  assignedId: string | undefined,
): IConnackPacket {
  // No session outlives its connection yet, so none is ever present [MQTT-3.2.2-2], 3.1.1: [MQTT-3.2.2-3].
  if (terms.version < 5) return { cmd: "connack", returnCode: 0, sessionPresent: false };
  return {
    cmd: "connack",
    reasonCode: 0,
    sessionPresent: false,
    properties: {
      ...(terms.sessionExpiryS > 0 ? { sessionExpiryInterval: 0 } : {}),
      receiveMaximum: limits.receiveMaximum,
      retainAvailable: false,
      maximumPacketSize: limits.maxPacketBytes,
      ...(assignedId === undefined ? {} : { assignedClientIdentifier: assignedId }),
      topicAliasMaximum: limits.topicAliasMaximum,
      sharedSubscriptionAvailable: false,
      ...(terms.keepaliveS === terms.askedKeepaliveS ? {} : { serverKeepAlive: terms.keepaliveS }),
    },
  };
}
