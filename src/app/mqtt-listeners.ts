import * as v from "valibot";
import type { Shelf } from "../access/adapter.ts";
import type { Listeners } from "../access/listeners.ts";
import { type Mqtt, mqttAdapter, openMqtt } from "../access/mqtt/mqtt.ts";
import { VERSION } from "../cli/version.ts";
import type { Config } from "../config.ts";
import type { WebSocketDoor } from "../net/net.ts";
import type { Setting } from "./setting.ts";
import type { TlsAttempt } from "./tls-source.ts";

interface MqttParts {
  /** Its broker is shared by all of them. */
  readonly mqtt: Mqtt;
  readonly listeners: Listeners;
  readonly tls: TlsAttempt;
  /** Where connections come in through the HTTP listener, once that listens. */
  readonly behind: { readonly door: WebSocketDoor; readonly host: string; readonly port: number } | undefined;
}

const MB = 1_000_000;

/** The broker behind all listeners, within the limits of the configuration. */
export function openBroker({ config: { broker }, clock }: Setting, shelf: Shelf): Mqtt {
  return openMqtt({
    clock,
    shelf,
    version: `gantry version ${VERSION}`,
    limits: {
      maxSessionExpiryS: broker.sessionHours * 3_600,
      queueMessages: broker.queueMessages,
      queueBytes: broker.queueMb * MB,
      totalQueueBytes: broker.queuesMb * MB,
      retained: { messages: broker.retainedMessages, bytes: broker.retainedMb * MB, ownerShare: 0.1 },
    },
  });
}

/** Every listener for MQTT that is switched on. */
export async function startMqtt(setting: Setting, parts: MqttParts): Promise<void> {
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
  const tls = parts.tls.source;
  if (tls === undefined) failTls(setting, parts);
  if (mqtts.enabled && tls !== undefined) {
    const asking = tls.clientCa && { ca: tls.clientCa, isPeerCertOptional: !mqtts.requireClientCert };
    await start("mqtts", {
      ...settingsOf(mqtts),
      tls: { ...tls.files(), ...asking, isModern: !mqtts.oldSuites },
    });
  }
  if (mqttWs.enabled && (!mqttWs.tls || tls !== undefined)) {
    // Who speaks WebSocket is no old modem.
    const files = mqttWs.tls && tls ? { ...tls.files(), isModern: true } : undefined;
    await start("mqtt-ws", { ...settingsOf(mqttWs), transport: "websocket", tls: files });
  }
  if (behind !== undefined) {
    const { host, port, door } = behind;
    await start("http-mqtt", { host, port, ...limitsOf(mqttWs), transport: door });
  }
}

type Limits = Pick<Config["mqtt"], "maxConnections" | "maxSubscriptions" | "maxPacketKb" | "connectTimeoutS">;

function settingsOf({ host, port, ...limits }: Limits & Pick<Config["mqtt"], "host" | "port">) {
  return { host, port, ...limitsOf(limits) };
}

function limitsOf(limits: Limits) {
  const { maxConnections, maxSubscriptions, maxPacketKb, connectTimeoutS } = limits;
  return {
    ...{ maxConnections, maxSubscriptions },
    maxPacketBytes: maxPacketKb * 1_024,
    connectTimeoutMs: connectTimeoutS * 1_000,
  };
}

/** The listeners that need a certificate, when there is none. */
function failTls({ config: { mqtts, mqttWs } }: Setting, { listeners, tls, mqtt }: MqttParts): void {
  const failed = { protocol: mqtt.adapter.name, isTls: true };
  const fail = (name: string, { host, port }: { host: string; port: number }) =>
    listeners.fail({ ...failed, host, port, name }, tls.error);
  if (mqtts.enabled) fail("mqtts", mqtts);
  if (mqttWs.enabled && mqttWs.tls) fail("mqtt-ws", mqttWs);
}
