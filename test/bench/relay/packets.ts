// The few packets that a load needs, encoded once and patched: MQTT 3.1.1.

import type { PeerPlan } from "./plan.ts";

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

function frame(header: number, body: Buffer): Buffer {
  const size: number[] = [];
  for (let rest = body.length; rest > 0 || size.length === 0; rest >>= 7) {
    size.push((rest & 127) | (rest > 127 ? 128 : 0));
  }
  return Buffer.concat([Buffer.from([header, ...size]), body]);
}

const KEEPALIVE_S = 600;

export function connectPacket({ clientId, username, password }: PeerPlan): Buffer {
  const hasName = username !== "";
  const flags = 2 | (hasName ? 0xc0 : 0);
  const head = Buffer.from([4, flags, KEEPALIVE_S >> 8, KEEPALIVE_S & 255]);
  const login = hasName ? [text(username), text(password)] : [];
  return frame(0x10, Buffer.concat([text("MQTT"), head, text(clientId), ...login]));
}

export function subscribePacket(filter: string, qos: 0 | 1): Buffer {
  return frame(0x82, Buffer.concat([Buffer.from([0, 1]), text(filter), Buffer.from([qos])]));
}

/** A number of PUBLISH packets in one buffer, in which only identifiers and stamps change. */
export interface Burst {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly packetBytes: number;
  /** Offsets within a packet. */
  readonly idAt: number;
  readonly stampAt: number;
}

/** The stamp is a float64 at the beginning of the payload. */
export function makeBurst(
  topic: string,
  { qos, burst, payloadBytes }: { qos: 0 | 1; burst: number; payloadBytes: number },
): Burst {
  const id = qos === 0 ? Buffer.alloc(0) : Buffer.from([0, 1]);
  const payload = Buffer.alloc(payloadBytes, "x");
  const packet = frame(0x30 | (qos << 1), Buffer.concat([text(topic), id, payload]));
  const bytes = Buffer.concat(Array.from({ length: burst }, () => packet));
  const stampAt = packet.length - payloadBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { bytes, view, packetBytes: packet.length, idAt: stampAt - 2, stampAt };
}
