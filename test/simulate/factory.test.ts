// The factory against Mosquitto: a broker that others wrote, watched with its own clients.

import { expect, test } from "bun:test";
import { makeFactoryDocument } from "../../src/simulate/document.ts";
import { startFactory } from "../../src/simulate/factory.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { hasMosquitto, hasMosquittoClients, openSubscriber, startMosquitto } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";

const isPossible = hasMosquitto && hasMosquittoClients;

function factoryAt(port: number, options: { deviceCount: number; intervalMs: number; qos?: 0 | 1 }) {
  const { deviceCount, ...rest } = options;
  const { devices } = makeFactoryDocument({ deviceCount, language: "en", secretOf: () => "secret" });
  const endpoint = { host: "127.0.0.1", port, tls: undefined };
  return startFactory({ clock: systemClock, endpoint, devices, connectsPerSec: 2_000, ...rest });
}

test.if(isPossible)(
  "every device reports what another client can read; a property set is obeyed",
  async () => {
    await using broker = await startMosquitto();
    const at = ["-h", "127.0.0.1", "-p", String(broker.port)];
    await using watcher = await openSubscriber([...at, "-t", "/sys/#"]);
    const factory = factoryAt(broker.port, { deviceCount: 12, intervalMs: 200 });
    const names = () =>
      new Set(
        watcher.received
          .filter(({ topic }) => topic.endsWith("/property/post"))
          .map(({ topic }) => topic.split("/")[3]),
      );
    await until(() => names().size === 12, "all twelve devices have reported");

    const press = "/sys/hydraulic-press/PRESS-01/thing";
    const order =
      '{"method":"thing.service.property.set","id":"42","params":{"targetForce":777},"version":"1.0.0"}';
    await run(["mosquitto_pub", ...at, "-t", `${press}/service/property/set`, "-m", order]);
    const reply = await watcher.next(
      ({ topic }) => topic.endsWith("property/set_reply"),
      "the reply to the set",
    );
    expect(reply).toEqual({
      topic: `${press}/service/property/set_reply`,
      payload: '{"code":200,"data":{},"id":"42","message":"success","version":"1.0"}',
    });
    await watcher.next(
      ({ topic, payload }) => topic.startsWith(press) && payload.includes('"targetForce":{"value":777'),
      "a report with the new target",
    );

    await factory.stop();
    const { sent, acked, connected, lost, dropped, refused } = factory.stats();
    expect({ acked, connected, lost, dropped, refused }).toEqual({
      acked: sent,
      connected: 0,
      lost: 0,
      dropped: 0,
      refused: 0,
    });
    const ids = watcher.received
      .filter(({ topic }) => topic === `${press}/event/property/post`)
      .map(({ payload }) => Number(JSON.parse(payload).id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  },
  20_000,
);

test.if(isPossible)(
  "a broker that goes and comes back gets its devices back",
  async () => {
    const first = await startMosquitto();
    const factory = factoryAt(first.port, { deviceCount: 24, intervalMs: 100 });
    await until(() => factory.stats().connected === 24, "all connected");
    await first.stop();
    await until(() => factory.stats().connected === 0, "all lost");
    await using second = await startMosquitto(first.port);
    expect(second.port).toBe(first.port);
    await until(() => factory.stats().connected === 24, "all back");
    await factory.stop();
    const stats = factory.stats();
    expect({ lost: stats.lost, connects: stats.connects }).toEqual({ lost: 24, connects: 48 });
  },
  30_000,
);

test.if(isPossible)(
  "a thousand devices in one process",
  async () => {
    await using broker = await startMosquitto();
    const factory = factoryAt(broker.port, { deviceCount: 1_000, intervalMs: 500, qos: 0 });
    await until(() => factory.stats().connected === 1_000, "all connected");
    await until(() => factory.stats().sent > 3_000, "three reports of each");
    await factory.stop();
    const { lost, dropped, refused } = factory.stats();
    expect({ lost, dropped, refused }).toEqual({ lost: 0, dropped: 0, refused: 0 });
  },
  30_000,
);

test("no server at all: it keeps trying, says why, and stops at once", async () => {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  const factory = factoryAt(port, { deviceCount: 3, intervalMs: 100 });
  const problem = await until(() => factory.stats().lastProblem, "a problem is reported");
  expect(problem.length).toBeGreaterThan(5);
  await factory.stop();
  expect(factory.stats()).toMatchObject({ connected: 0, sent: 0 });
});
