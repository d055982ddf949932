import type { Failure } from "../../../spine/error.ts";
import { disconnectReason } from "../wire/encode.ts";
import type { Channel } from "./state.ts";

/** The peer broke a rule: told in MQTT 5 [MQTT-4.13.1-1], counted, closed [MQTT-4.8.0-1]. */
export function violate(channel: Channel, reason: Failure, subject: string): void {
  channel.port.report(reason, subject);
  sayDisconnect(channel, reason);
  end(channel, reason.code, true);
}

/** MQTT 5 only, and only after CONNACK [MQTT-3.14.0-1]. 3.1.1 has no DISCONNECT from the server. */
export function sayDisconnect(channel: Channel, reason: Failure): void {
  if (channel.terms?.version !== 5 || channel.phase !== "open") return;
  channel.port.send({ cmd: "disconnect", reasonCode: disconnectReason(reason.code) }, 5);
}

export function end(channel: Channel, reason: string, isPeerFault: boolean): void {
  channel.phase = "closed";
  channel.port.finish(reason, isPeerFault);
}
