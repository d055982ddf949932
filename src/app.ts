// The composition root: builds every room in order, wires their ports, stops them in reverse.
// Owns: which room gets what; nothing else in the product knows more than its own neighbours.
// Promises: a listener that cannot start leaves the rest running; close() makes everything durable.
// Must never: contain a rule of the domain.

import { type ListenerReport, Listeners } from "./access/listeners.ts";
import { startDemoLine } from "./app/demo-line.ts";
import { openDevicePlane } from "./app/device-plane.ts";
import { startMqtt, startMqtts } from "./app/mqtt-listeners.ts";
import type { State } from "./app/setting.ts";
import { openDiskOf, openStores } from "./app/stores.ts";
import { openWeb } from "./app/web.ts";
import type { Config } from "./config.ts";
import { makeLogLines } from "./kit/log-line.ts";
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

const LISTENER_CLOSE_MS = 2_000;

/** Opens every room on the data folder and starts the listeners. Throws AppError or DbError when the folder is unusable. */
export async function openApp(config: Config, clock: Clock = systemClock): Promise<App> {
  const lines = makeLogLines({
    write: (line) => void process.stderr.write(line),
    now: clock.now,
    level: "info",
  });
  const stores = await openStores(config, clock, lines);
  const disk = openDiskOf(stores, { config, clock, lines });
  const plane = openDevicePlane(stores, clock, config);
  const listeners = new Listeners(plane.gate);
  const state: State = { isReady: false, caPem: undefined };
  const web = openWeb({ config, clock, lines, stores, disk, plane, listeners, state });
  if (config.mqtt.enabled) await startMqtt(config, listeners);
  const stopTls = config.mqtts.enabled
    ? await startMqtts({ config, clock, lines }, { listeners, state })
    : undefined;
  const factory = config.demo ? await startDemoLine(config, clock, { stores, listeners }) : undefined;
  plane.sessions.startGrace();
  state.isReady = true;

  return {
    listeners: () => [...web.listeners(), ...listeners.infos()],
    initialPassword: stores.accounts.initialPassword,
    httpUrl: web.url,
    async close() {
      state.isReady = false;
      await factory?.stop(0);
      stopTls?.();
      plane.sessions.stop();
      await Promise.all([web.close(), listeners.close(LISTENER_CLOSE_MS)]);
      await disk.close();
      await stores.close();
    },
  };
}
