import { join } from "node:path";
import * as v from "valibot";
import type { Listeners } from "../access/listeners.ts";
import { type Mqtt, mqttAdapter } from "../access/mqtt/mqtt.ts";
import { hostAddresses } from "../kit/host-addresses.ts";
import type { WebSocketDoor } from "../net/net.ts";
import { openOwnTls } from "../tls/tls.ts";
import type { Setting, State } from "./setting.ts";

const DAY_MS = 86_400_000;

interface MqttParts {
  /** Its broker is shared by all of them. */
  readonly mqtt: Mqtt;
  readonly listeners: Listeners;
  readonly state: State;
  /** Where connections come in through the HTTP listener, once that listens. */
  readonly behind: { readonly door: WebSocketDoor; readonly host: string; readonly port: number } | undefined;
}

interface TlsSource {
  files(): { readonly cert: string; readonly key: string };
  stop(): void;
}

/** Every listener for MQTT that is switched on. Returns what ends the renewal of certificates. */
export async function startMqtt(setting: Setting, parts: MqttParts): Promise<() => void> {
  const { mqtt, mqtts, mqttWs } = setting.config;
  const {
    listeners,
    behind,
    mqtt: { adapter },
  } = parts;
  const start = (name: string, settings: v.InferInput<typeof mqttAdapter.config>) =>
    listeners.start({ name, adapter, config: v.parse(mqttAdapter.config, settings) });
  if (mqtt.enabled) await start("mqtt", addressOf(mqtt));
  const isTlsNeeded = mqtts.enabled || (mqttWs.enabled && mqttWs.tls);
  const tls = isTlsNeeded ? await openTls(setting, parts) : undefined;
  if (mqtts.enabled && tls !== undefined) await start("mqtts", { ...addressOf(mqtts), tls: tls.files() });
  if (mqttWs.enabled && (!mqttWs.tls || tls !== undefined)) {
    const files = mqttWs.tls ? tls?.files() : undefined;
    await start("mqtt-ws", { ...addressOf(mqttWs), transport: "websocket", tls: files });
  }
  if (behind !== undefined) {
    const { host, port, door } = behind;
    await start("http-mqtt", { host, port, maxConnections: mqttWs.maxConnections, transport: door });
  }
  return () => tls?.stop();
}

function addressOf({ host, port, maxConnections }: { host: string; port: number; maxConnections: number }) {
  return { host, port, maxConnections };
}

/** The operator's certificate, or one of our own authority that is renewed in time; undefined when there is none. */
async function openTls(
  { config: { mqtts, mqttWs, data }, clock, lines }: Setting,
  { listeners, state }: MqttParts,
): Promise<TlsSource | undefined> {
  const { certFile, keyFile } = mqtts;
  if (certFile !== undefined && keyFile !== undefined) {
    return { files: () => ({ cert: certFile, key: keyFile }), stop: () => undefined };
  }
  const own = await openOwnTls({ dir: join(data, "tls"), clock, hosts: hostAddresses() }).catch((error) => {
    lines.error("no certificate for MQTT over TLS", { error });
    const failed = { protocol: mqttAdapter.name, isTls: true };
    if (mqtts.enabled) listeners.fail({ ...failed, ...addressOf(mqtts), name: "mqtts" }, error);
    if (mqttWs.enabled && mqttWs.tls) {
      listeners.fail({ ...failed, ...addressOf(mqttWs), name: "mqtt-ws" }, error);
    }
  });
  if (own === undefined) return undefined;
  state.caPem = own.caPem;
  const renew = async () => {
    if (await own.renewWhenDue()) listeners.replaceTls(own.files());
  };
  const renewal = clock.every(DAY_MS, () => {
    renew().catch((error) => lines.error("the certificate cannot be renewed", { error }));
  });
  return { files: () => own.files(), stop: () => renewal.cancel() };
}
