// Mosquitto's command line clients as devices: another implementation of MQTT, bytes compared as they arrive.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasBinary } from "../harness/gantry.ts";
import { hasMosquittoClients, openSubscriber } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";
import {
  alinkLogin,
  type JournalItem,
  mosquittoArgs,
  type Plant,
  plainLogin,
  startPlant,
  topicOf,
  untilJournal,
  untilLatest,
} from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

const NAMES = ["rr", "rr5", "pub", "event", "batch", "quiet", "odd", "taken"];

describe.if(hasBinary && hasMosquittoClients)("mosquitto clients", () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant(NAMES);
  });
  afterAll(() => plant[Symbol.asyncDispose]());

  for (const [name, version] of [
    ["rr", "311"],
    ["rr5", "5"],
  ] as const) {
    test(`MQTT ${version}, Alink signature: a report is answered with the exact bytes that firmware expects`, async () => {
      const topic = topicOf(name, "thing/event/property/post");
      const ran = await run([
        "mosquitto_rr",
        ...mosquittoArgs(plant.gantry, alinkLogin(name)),
        ...["-V", version, "-q", "1", "-W", "5", "-t", topic, "-e", `${topic}_reply`, "-F", "%t %p"],
        ...[
          "-m",
          '{"id":"123","version":"1.0","params":{"temperature":21.5},"method":"thing.event.property.post"}',
        ],
      ]);
      expect(ran).toEqual({
        exitCode: 0,
        stdout: `${topic}_reply {"code":200,"data":{},"id":"123","message":"success","method":"thing.event.property.post","version":"1.0"}\n`,
        stderr: "",
      });
      await untilLatest(plant.api, name, { temperature: 21.5 });
    });
  }

  test("plain credentials, QoS 1: acknowledged, stored, and the device is seen online and offline", async () => {
    const topic = topicOf("pub", "thing/event/property/post");
    const time = Date.now() - 3_600_000;
    const message = `{"id":"1","params":{"temperature":{"value":-3.25,"time":${time}},"count":9007199254740993}}`;
    const args = [...mosquittoArgs(plant.gantry, plainLogin("pub")), "-d", "-q", "1", "-t", topic];
    const ran = await run(["mosquitto_pub", ...args, "-m", message]);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain("received PUBACK (Mid: 1, RC:0)");
    // Beyond 2^53: a JSON number could not hold it.
    await untilLatest(plant.api, "pub", { temperature: -3.25, count: "9007199254740993" });
    const { body } = await plant.api.get("/devices/e2e/pub/latest");
    const times = body.items.map(({ property, ts }: Record<string, unknown>) => [property, ts]);
    expect(times).toContainEqual(["temperature", time]);
    await untilJournal(plant.api, { deviceName: "pub", kind: "state" }, ({ title }) => title === "online");
    await untilJournal(plant.api, { deviceName: "pub", kind: "state" }, ({ title }) => title === "offline");
    const device = (await plant.api.get("/devices/e2e/pub")).body;
    expect({ state: device.state, stateReason: device.stateReason }).toEqual({
      state: "offline",
      stateReason: "disconnected",
    });
  });

  test("an event is answered and stands in the journal with its level and output", async () => {
    const topic = topicOf("event", "thing/event/overheated/post");
    const ran = await run([
      "mosquitto_rr",
      ...mosquittoArgs(plant.gantry, alinkLogin("event")),
      ...["-q", "1", "-W", "5", "-t", topic, "-e", `${topic}_reply`],
      ...[
        "-m",
        '{"id":"5","version":"1.0","params":{"value":{"temperature":99.5}},"method":"thing.event.overheated.post"}',
      ],
    ]);
    expect(ran.stdout).toBe(
      '{"code":200,"data":{},"id":"5","message":"success","method":"thing.event.overheated.post","version":"1.0"}\n',
    );
    const item = await untilJournal(plant.api, { deviceName: "event", kind: "event" }, () => true);
    expect({ title: item.title, level: item.level, output: item.output }).toEqual({
      title: "overheated",
      level: "error",
      output: { temperature: 99.5 },
    });
  });

  test("a batch of points of the past lands at its own times", async () => {
    const topic = topicOf("batch", "thing/event/property/batch/post");
    const baseMs = Date.now() - 86_400_000;
    const temperature = [1, 2, 3].map((n) => ({ value: n, time: baseMs + n }));
    const payload = JSON.stringify({ id: "7", version: "1.0", params: { properties: { temperature } } });
    const args = [...mosquittoArgs(plant.gantry, alinkLogin("batch")), "-q", "1", "-t", topic, "-m", payload];
    expect((await run(["mosquitto_pub", ...args])).exitCode).toBe(0);
    const points = await until(async () => {
      const query = `property=temperature&from=${baseMs}&to=${baseMs + 1_000}&limit=10&order=asc`;
      const { body } = await plant.api.get(`/devices/e2e/batch/points?${query}`);
      return body.items.length === 3 && body.items;
    }, "three points");
    expect(points.map(({ ts, value }: { ts: number; value: number }) => [ts - baseMs, value])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  test("QoS 0 and QoS 2 are taken too; a report that wants no reply gets none", async () => {
    await using watcher = await openSubscriber([
      ...mosquittoArgs(plant.gantry, alinkLogin("quiet")),
      ...["-t", topicOf("quiet", "thing/event/property/post_reply")],
    ]);
    expect(watcher.received).toEqual([]);
    for (const [qos, value] of [
      ["0", 11],
      ["2", 12],
    ] as const) {
      // Another device speaks for the one that listens: only its own topics are allowed, so it uses its own name.
      const topic = topicOf("odd", "thing/event/property/post");
      const args = [...mosquittoArgs(plant.gantry, plainLogin("odd")), "-q", qos, "-t", topic];
      const payload = JSON.stringify({ id: "1", sys: { ack: 0 }, params: { temperature: value } });
      expect((await run(["mosquitto_pub", ...args, "-m", payload])).exitCode).toBe(0);
      await untilLatest(plant.api, "odd", { temperature: value });
    }
    expect(watcher.received).toEqual([]);
  });

  test("firmware's liberties: no id, a numeric id, trailing bytes are read all the same", async () => {
    const topic = topicOf("odd", "thing/event/property/post");
    const login = plainLogin("odd");
    for (const [payload, value] of [
      ['{"params":{"temperature":1.5}}', 1.5],
      ['{"id":77,"params":{"temperature":3.5}}\r\n', 3.5],
    ] as const) {
      const args = [...mosquittoArgs(plant.gantry, login), "-q", "1", "-t", topic, "-m", payload];
      expect((await run(["mosquitto_pub", ...args])).exitCode).toBe(0);
      await untilLatest(plant.api, "odd", { temperature: value });
    }
  });

  test("a second connection of the same device takes over; the first one's end has that reason", async () => {
    const filter = topicOf("taken", "thing/service/property/set");
    const first = Bun.spawn(
      ["mosquitto_sub", ...mosquittoArgs(plant.gantry, alinkLogin("taken")), "-V", "5", "-d", "-t", filter],
      { stdout: "pipe", stderr: "pipe" },
    );
    await until(async () => (await plant.api.get("/devices/e2e/taken")).body.state === "online", "online");
    await using second = await openSubscriber([
      ...mosquittoArgs(plant.gantry, { ...alinkLogin("taken") }),
      ...["-t", filter],
    ]);
    expect(second.received).toEqual([]);
    const isTakenOver = ({ code }: JournalItem) => code === "taken_over";
    await untilJournal(plant.api, { deviceName: "taken", kind: "state" }, isTakenOver);
    expect((await plant.api.get("/devices/e2e/taken")).body.state).toBe("online");
    first.kill();
    await first.exited;
  });
});
