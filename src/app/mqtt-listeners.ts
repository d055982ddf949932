import * as v from "valibot";
import type { Listeners } from "../access/listeners.ts";
import { type Mqtt, mqttAdapter } from "../access/mqtt/mqtt.ts";
import type { Config } from "../config.ts";
import type { WebSocketDoor } from "../net/net.ts";
import type { Setting, State } from "./setting.ts";
import { openTlsSource, type TlsSource } from "./tls-source.ts";

interface MqttParts {
  /** Its broker is shared by all of them. */
  readonly mqtt: Mqtt;
  readonly listeners: Listeners;
  readonly state: State;
  /** Where connections come in through the HTTP listener, once that listens. */
  readonly behind: { readonly door: WebSocketDoor; readonly host: string; readonly port: number } | undefined;
}

/** Every listener for MQTT that is switched on. Returns what ends the renewal of certificates. */
export async function startMqtt(setting: Setting, parts: MqttParts): Promise<() => void> {
  const { mqtt, mqtts, mqttWs } = setting.config;
  const {
    listeners,
    behind,
    mqtt: { adapter },
  } = parts;
  const { messagesPerS, addressMessagesPerS } = setting.config.protection;
  const pace = { maxMessagesPerS: messagesPerS, maxAddressMessagesPerS: addressMessagesPerS };
  const start = (name: string, settings: object) =>
    listeners.start({ name, adapter, config: v.parse(mqttAdapter.config, { ...pace, ...settings }) });
  if (mqtt.enabled) await start("mqtt", settingsOf(mqtt));
  const isTlsNeeded = mqtts.enabled || (mqttWs.enabled && mqttWs.tls);
  const tls = isTlsNeeded ? await openTls(setting, parts) : undefined;
  if (mqtts.enabled && tls !== undefined) {
    const asking = tls.clientCa && { ca: tls.clientCa, isPeerCertOptional: !mqtts.requireClientCert };
    await start("mqtts", { ...settingsOf(mqtts), tls: { ...tls.files(), ...asking } });
  }
  if (mqttWs.enabled && (!mqttWs.tls || tls !== undefined)) {
    const files = mqttWs.tls ? tls?.files() : undefined;
    await start("mqtt-ws", { ...settingsOf(mqttWs), transport: "websocket", tls: files });
  }
  if (behind !== undefined) {
    const { host, port, door } = behind;
    await start("http-mqtt", { host, port, ...limitsOf(mqttWs), transport: door });
  }
  return () => tls?.stop();
}

function settingsOf({ host, port, ...limits }: Config["mqtt"]) {
  return { host, port, ...limitsOf(limits) };
}

function limitsOf(limits: Omit<Config["mqtt"], "enabled" | "host" | "port">) {
  const { maxConnections, maxSubscriptions, maxPacketKb, connectTimeoutS } = limits;
  return {
    ...{ maxConnections, maxSubscriptions },
    maxPacketBytes: maxPacketKb * 1_024,
    connectTimeoutMs: connectTimeoutS * 1_000,
  };
}

/** Undefined when there is no certificate to be had; the listeners that need one are listed as failed. */
async function openTls(
  setting: Setting,
  { listeners, state, mqtt }: MqttParts,
): Promise<TlsSource | undefined> {
  const { mqtts, mqttWs } = setting.config;
  try {
    return await openTlsSource(setting, state, (pair) => listeners.replaceTls(pair));
  } catch (error) {
    setting.lines.error("no certificate for MQTT over TLS", { error });
    const failed = { protocol: mqtt.adapter.name, isTls: true };
    if (mqtts.enabled)
      listeners.fail({ ...failed, host: mqtts.host, port: mqtts.port, name: "mqtts" }, error);
    if (mqttWs.enabled && mqttWs.tls) {
      listeners.fail({ ...failed, host: mqttWs.host, port: mqttWs.port, name: "mqtt-ws" }, error);
    }
    return undefined;
  }
}
