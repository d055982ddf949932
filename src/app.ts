// The composition root: builds every room in order, wires their ports, stops them in reverse.
// Owns: which room gets what; nothing else in the product knows more than its own neighbours.
// Promises: a listener that cannot start leaves the rest running; close() makes everything durable.
// Must never: contain a rule of the domain.

import { type ListenerReport, Listeners } from "./access/listeners.ts";
import { MQTT_PROTOCOLS } from "./access/mqtt/mqtt.ts";
import { startDemoLine } from "./app/demo-line.ts";
import { openDevicePlane } from "./app/device-plane.ts";
import { openFieldbusPlane } from "./app/fieldbus-plane.ts";
import { openBroker, startMqtt } from "./app/mqtt-listeners.ts";
import type { State } from "./app/setting.ts";
import { reachStoredValues } from "./app/stored-values.ts";
import { openDiskOf, openStores } from "./app/stores.ts";
import { tryTls } from "./app/tls-source.ts";
import { openWeb } from "./app/web.ts";
import type { Config } from "./config.ts";
import { makeLogLines } from "./kit/log-line.ts";
import { makeWebSocketDoor } from "./net/net.ts";
import { type Clock, systemClock } from "./spine/clock.ts";

export interface App {
  listeners(): readonly ListenerReport[];
  /** Takes no more, lets what is under way end, makes everything durable. */
  close(): Promise<void>;
  /** Password made up for the user admin at the first start. */
  readonly initialPassword: string | undefined;
  /** Address of the admin page on this machine; undefined when it does not listen. */
  readonly httpUrl: string | undefined;
}

export interface AppParts {
  /** Folder of the built pages; found by itself unless given. */
  readonly uiFolder?: string;
}

const LISTENER_CLOSE_MS = 2_000;

/** Opens every room on the data folder and starts the listeners. Throws AppError or DbError when the folder is unusable. */
export async function openApp(
  config: Config,
  clock: Clock = systemClock,
  { uiFolder }: AppParts = {},
): Promise<App> {
  const lines = makeLogLines({
    write: (line) => void process.stderr.write(line),
    now: clock.now,
    level: "info",
  });
  const stores = await openStores(config, clock, lines);
  const disk = openDiskOf(stores, { config, clock, lines });
  const plane = openDevicePlane(stores, { clock, config, lines });
  const fieldbus = openFieldbusPlane(stores, plane, { config, clock, lines });
  const listeners = new Listeners(plane.gate);
  const state: State = { isReady: false, caPem: undefined };
  const mqtt = openBroker({ config, clock, lines }, stores.shelf);
  stores.accounts.onWithdrawn(({ kind, name, isDeleted }) => {
    if (isDeleted) mqtt.clients.forgetOwner(kind, name);
  });
  stores.devices.onChange(({ action, device }) => {
    if (action === "deleted") mqtt.clients.forgetDevice(device.id);
  });
  const door = config.http.mqtt ? makeWebSocketDoor(MQTT_PROTOCOLS, config.http.tls) : undefined;
  const tls = await tryTls({ config, clock, lines }, state, (pair) => {
    listeners.replaceTls(pair);
    web.replaceTls(pair);
  });
  const pair = tls.source?.files();
  const web = openWeb({
    ...{ config, clock, lines, stores, disk, plane, fieldbus, listeners, state, door, mqtt },
    tls: pair,
    uiFolder,
  });
  const behind =
    door === undefined || web.port === undefined
      ? undefined
      : { door, host: config.http.host, port: web.port };
  await reachStoredValues(stores);
  await startMqtt({ config, clock, lines }, { mqtt, listeners, tls, behind });
  const factory = config.demo ? await startDemoLine(config, clock, { stores, listeners }) : undefined;
  plane.sessions.startGrace();
  stores.jobs.begin();
  state.isReady = true;

  return {
    listeners: () => [...web.listeners(), ...listeners.infos(), ...fieldbus.listeners()],
    initialPassword: stores.accounts.initialPassword,
    httpUrl: web.url,
    async close() {
      state.isReady = false;
      await factory?.stop(0);
      tls.source?.stop();
      fieldbus.close();
      plane.sessions.stop();
      plane.diagnosis.close();
      await Promise.all([web.close(), listeners.close(LISTENER_CLOSE_MS)]);
      await plane.downlink.close();
      mqtt.broker.close();
      await disk.close();
      await stores.close();
    },
  };
}
