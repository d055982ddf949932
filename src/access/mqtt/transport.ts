import {
  type AcceptOptions,
  type Conn,
  type ConnEvents,
  listen,
  listenBehind,
  listenWebSocket,
  type NetListener,
  type TlsFiles,
  type WebSocketDoor,
} from "../../net/net.ts";

/** Names under which a WebSocket client may ask for MQTT, the best first: [MQTT-6.0.0-3], and that of 3.1. */
export const MQTT_PROTOCOLS: readonly string[] = ["mqtt", "mqttv3.1"];
/** Paths of a listener of our own; most clients ask for the first unless told otherwise. */
const PATHS = ["/mqtt", "/"];

/** TCP (with `tls`: TLS), WebSocket (with `tls`: wss), or WebSocket connections that another server hands over. */
export type Transport = "tcp" | "websocket" | WebSocketDoor;

export interface TransportConfig {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
}

/** Listens as the configuration says. Throws when the address cannot be had. */
export function listenBy(
  { transport, host, port, tls }: TransportConfig,
  options: AcceptOptions,
  accept: (conn: Conn) => ConnEvents,
): NetListener {
  if (transport === "tcp") return listen({ ...options, host, port, tls }, accept);
  if (transport === "websocket") {
    return listenWebSocket({ ...options, host, port, tls, protocols: MQTT_PROTOCOLS, paths: PATHS }, accept);
  }
  return listenBehind(transport, { ...options, host, port, isTls: transport.isTls }, accept);
}
