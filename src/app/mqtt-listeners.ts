import { join } from "node:path";
import * as v from "valibot";
import type { Listeners } from "../access/listeners.ts";
import { mqttAdapter } from "../access/mqtt/mqtt.ts";
import type { Config } from "../config.ts";
import { hostAddresses } from "../kit/host-addresses.ts";
import { openOwnTls } from "../tls/tls.ts";
import type { Setting, State } from "./setting.ts";

const DAY_MS = 86_400_000;

export async function startMqtt({ mqtt }: Config, listeners: Listeners): Promise<void> {
  const { host, port, maxConnections } = mqtt;
  const config = v.parse(mqttAdapter.config, { host, port, maxConnections });
  await listeners.start({ name: "mqtt", adapter: mqttAdapter, config });
}

/** With the operator's certificate, or one of our own authority that is renewed in time. Returns what ends the renewal. */
export async function startMqtts(
  { config: { mqtts, data }, clock, lines }: Setting,
  { listeners, state }: { listeners: Listeners; state: State },
): Promise<() => void> {
  const { host, port, maxConnections, certFile, keyFile } = mqtts;
  const start = async (tls: { cert: string; key: string }) => {
    const config = v.parse(mqttAdapter.config, { host, port, maxConnections, tls });
    await listeners.start({ name: "mqtts", adapter: mqttAdapter, config });
  };
  if (certFile !== undefined && keyFile !== undefined) {
    await start({ cert: certFile, key: keyFile });
    return () => {};
  }
  const own = await openOwnTls({ dir: join(data, "tls"), clock, hosts: hostAddresses() }).catch((error) => {
    lines.error("no certificate for MQTT over TLS", { error });
    listeners.fail({ name: "mqtts", protocol: mqttAdapter.name, host, port, isTls: true }, error);
  });
  if (own === undefined) return () => {};
  state.caPem = own.caPem;
  await start(own.files());
  const renew = async () => {
    if (await own.renewWhenDue()) listeners.replaceTls(own.files());
  };
  const renewal = clock.every(DAY_MS, () => {
    renew().catch((error) => lines.error("the certificate cannot be renewed", { error }));
  });
  return () => renewal.cancel();
}
