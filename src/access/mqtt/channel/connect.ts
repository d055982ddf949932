import type { IConnackPacket } from "mqtt-packet";
import { type Failure, failure } from "../../../spine/error.ts";
import type { Will } from "../broker/messages/will.ts";
import type { ConnectPacket, Version } from "../wire/packet.ts";

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
  /** Seconds that the session outlives the connection: as asked for, at most what is offered. */
  readonly sessionExpiryS: number;
  readonly askedExpiryS: number;
  readonly will: Will | undefined;
  readonly peerReceiveMaximum: number;
  readonly peerPacketBytes: number;
  readonly peerAliasMaximum: number;
  /** Whether reason strings may be sent [MQTT-3.1.2-29]. */
  readonly wantsReasons: boolean;
  /** Whether the peer asks where it may have its answers sent (MQTT 5 §3.1.2.11.6). */
  readonly wantsResponseTopic: boolean;
}

export interface ConnectLimits {
  readonly maxPacketBytes: number;
  readonly maxKeepaliveS: number;
  /** Longest life of a session without a connection; MQTT 3 clients that want one get this. */
  readonly maxSessionExpiryS: number;
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
}

/** Reads a CONNECT that has been audited; a failure where it asks for what is not offered. */
export function readConnect(packet: ConnectPacket, limits: ConnectLimits): ConnectTerms | Failure {
  const { connect, version } = packet;
  const properties = connect.properties ?? {};
  const isCleanStart = connect.clean === true;
  if (properties.authenticationMethod !== undefined) {
    // [MQTT-4.12.0-1]
    return failure("sign_method_unknown", { method: properties.authenticationMethod });
  }
  if (version < 5 && connect.clientId === "" && !isCleanStart) {
    return failure("bad_client_id", { detail: "an empty client id needs a clean session" }); // 3.1.1: [MQTT-3.1.3-8]
  }
  const askedS = connect.keepalive ?? 0;
  const isTooLong = askedS === 0 || askedS > limits.maxKeepaliveS;
  // [MQTT-3.1.2-23]; before MQTT 5 a session that is not clean has no end of its own.
  const askedExpiryS =
    version === 5 ? (properties.sessionExpiryInterval ?? 0) : isCleanStart ? 0 : limits.maxSessionExpiryS;
  return {
    version,
    clientId: connect.clientId,
    username: connect.username,
    password: connect.password === undefined ? undefined : Uint8Array.from(connect.password),
    isCleanStart,
    // Only MQTT 5 can be told another one [MQTT-3.2.2-21]; an older client's own is law.
    keepaliveS: version === 5 && isTooLong ? limits.maxKeepaliveS : askedS,
    askedKeepaliveS: askedS,
    sessionExpiryS: Math.min(limits.maxSessionExpiryS, askedExpiryS),
    askedExpiryS,
    will: readWill(packet),
    peerReceiveMaximum: properties.receiveMaximum ?? 65_535,
    peerPacketBytes: properties.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    peerAliasMaximum: properties.topicAliasMaximum ?? 0,
    wantsReasons: version === 5 && properties.requestProblemInformation !== false,
    wantsResponseTopic: version === 5 && properties.requestResponseInformation === true,
  };
}

function readWill({ connect, will: { properties, expiryS } }: ConnectPacket): Will | undefined {
  const { will } = connect;
  if (will === undefined) return undefined;
  return {
    topic: will.topic,
    payload: Uint8Array.from(Buffer.from(will.payload)),
    qos: will.qos ?? 0,
    isRetain: will.retain === true,
    delayS: will.properties?.willDelayInterval ?? 0,
    properties,
    expiryS,
  };
}

/** What CONNACK tells beside the limits. */
export interface Welcome {
  readonly isPresent: boolean;
  readonly isAssigned: boolean;
  readonly responseTopic?: string | undefined;
}

/**
 * CONNACK with success. `isPresent`: the peer goes on with a session that waited [MQTT-3.2.2-3]; `isAssigned`: it left
 * its id to us [MQTT-3.1.3-7].
 */
export function makeConnack(
  terms: ConnectTerms,
  limits: ConnectLimits,
  { isPresent, isAssigned, responseTopic }: Welcome,
): IConnackPacket {
  // MQTT 3.1 has no such flag; its clients expect a zero there.
  if (terms.version < 5)
    return { cmd: "connack", returnCode: 0, sessionPresent: isPresent && terms.version === 4 };
  const { sessionExpiryS, askedExpiryS } = terms;
  return {
    cmd: "connack",
    reasonCode: 0,
    sessionPresent: isPresent,
    properties: {
      ...(sessionExpiryS === askedExpiryS ? {} : { sessionExpiryInterval: sessionExpiryS }),
      receiveMaximum: limits.receiveMaximum,
      maximumPacketSize: limits.maxPacketBytes,
      ...(isAssigned ? { assignedClientIdentifier: terms.clientId } : {}),
      topicAliasMaximum: limits.topicAliasMaximum,
      ...(responseTopic === undefined ? {} : { responseInformation: responseTopic }), // [MQTT-3.1.2-28]
      ...(terms.keepaliveS === terms.askedKeepaliveS ? {} : { serverKeepAlive: terms.keepaliveS }),
    },
  };
}
