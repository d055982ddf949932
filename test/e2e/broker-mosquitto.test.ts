// Mosquitto's clients with Gantry as the broker between them: every version and QoS, TCP and TLS.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { hasBinary } from "../harness/gantry.ts";
import { readLines } from "../harness/lines.ts";
import { hasMosquittoClients, openSubscriber } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";
import { type Line, startLine } from "./line.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

const VERSIONS = ["mqttv31", "mqttv311", "mqttv5"] as const;

describe.if(hasBinary && hasMosquittoClients)("a broker for mosquitto's clients", () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine();
  });
  afterAll(() => line[Symbol.asyncDispose]());

  const args = (clientId: string, isTls = false): string[] => [
    ...["-h", "127.0.0.1", "-i", clientId, "-u", line.username, "-P", line.password],
    ...(isTls
      ? ["-p", String(line.gantry.ready.mqttsPort), "--cafile", line.caFile]
      : ["-p", String(line.gantry.ready.mqttPort)]),
  ];
  async function publish(...rest: string[]): Promise<void> {
    const ran = await run(["mosquitto_pub", ...args(`pub-${rest.join("-").slice(0, 20)}`), ...rest]);
    expect({ exitCode: ran.exitCode, stderr: ran.stderr }).toEqual({ exitCode: 0, stderr: "" });
  }

  for (const version of VERSIONS) {
    test(`${version}: QoS 0, 1 and 2 to subscribers of each`, async () => {
      const topic = `line/${version}/all`;
      const subscribers = await Promise.all(
        ["0", "1", "2"].map((qos) =>
          openSubscriber([
            ...args(`sub-${version}-${qos}`),
            "-V",
            version,
            "-q",
            qos,
            "-t",
            topic,
            "-F",
            "%q\t%p",
          ]),
        ),
      );
      for (const qos of ["0", "1", "2"])
        await publish("-V", version, "-q", qos, "-t", topic, "-m", `at ${qos}`);
      for (const [limit, subscriber] of subscribers.entries()) {
        await until(() => subscriber.received.length === 3, `three messages at QoS ${limit} or less`);
        expect(subscriber.received.map(({ topic, payload }) => [topic, payload])).toEqual(
          [0, 1, 2].map((qos) => [String(Math.min(qos, limit)), `at ${qos}`]),
        );
        await subscriber[Symbol.asyncDispose]();
      }
    });
  }

  test("over TLS, to a wildcard", async () => {
    await using subscriber = await openSubscriber([
      ...args("tls-sub", true),
      "-q",
      "1",
      "-t",
      "line/tls/+/#",
    ]);
    const ran = await run([
      "mosquitto_pub",
      ...args("tls-pub", true),
      "-q",
      "2",
      "-t",
      "line/tls/a/b/c",
      "-m",
      "x",
    ]);
    expect(ran.exitCode).toBe(0);
    await subscriber.next(
      ({ topic, payload }) => topic === "line/tls/a/b/c" && payload === "x",
      "the message",
    );
  });

  test("a retained message greets who comes later, until an empty one takes it away", async () => {
    await publish("-q", "1", "-r", "-t", "line/state", "-m", "running");
    // The second one is there to end the wait where the first is not.
    await publish("-q", "1", "-r", "-t", "line/state/other", "-m", "there");
    const topics = ["-t", "line/state", "-t", "line/state/other"];
    const look = async () => {
      const ran = await run([
        "mosquitto_sub",
        ...args("late"),
        ...topics,
        "-F",
        "%r %p",
        "-C",
        "1",
        "-W",
        "10",
      ]);
      return ran.stdout;
    };
    expect(await look()).toBe("1 running\n");
    await publish("-q", "1", "-r", "-n", "-t", "line/state");
    expect(await look()).toBe("1 there\n");
  });

  test("a will is published when its client is killed, and not when it leaves", async () => {
    await using watcher = await openSubscriber([...args("watcher"), "-q", "1", "-t", "line/will/#"]);
    const will = (name: string) => [
      "--will-topic",
      `line/will/${name}`,
      "--will-payload",
      "gone",
      "--will-qos",
      "1",
    ];
    const subscribe = (name: string) => [
      "mosquitto_sub",
      "-d",
      ...args(name),
      "-t",
      "line/none",
      ...will(name),
    ];
    expect((await run([...subscribe("leaves"), "-E"])).exitCode).toBe(0);
    const child = Bun.spawn(["stdbuf", "-oL", ...subscribe("dies")], { stdout: "pipe", stderr: "ignore" });
    let said = "";
    void readLines(child.stdout, (text) => {
      said += text;
    });
    await until(() => said.includes("SUBACK"), "the subscription");
    child.kill("SIGKILL");
    await child.exited;
    await watcher.next(({ topic }) => topic === "line/will/dies", "the will");
    expect(watcher.received).toEqual([{ topic: "line/will/dies", payload: "gone" }]);
  });

  test("what a key may not do is refused", async () => {
    const denied = await run(["mosquitto_sub", ...args("denied"), "-V", "mqttv5", "-t", "other/#", "-E"]);
    expect(`${denied.stdout}${denied.stderr}`).toMatch(/denied|Not authorized/i);
    const wrong = await run(["mosquitto_pub", ...args("wrong"), "-P", "no", "-t", "line/x", "-m", "x"]);
    expect(wrong.exitCode).not.toBe(0);
  });

  // Last: the server has other ports afterwards.
  test("persistent sessions get what came while they were away, over a restart of the server", async () => {
    const sessions = [
      { name: "keeps-311", flags: ["-V", "mqttv311", "-c"] },
      { name: "keeps-5", flags: ["-V", "mqttv5", "-c", "-x", "3600"] },
    ];
    const subscribe = ({ name, flags }: (typeof sessions)[number], ...rest: string[]) =>
      run(["mosquitto_sub", ...args(name), ...flags, "-q", "2", "-t", "line/away", "-F", "%q %p", ...rest]);
    for (const one of sessions) expect((await subscribe(one, "-E")).exitCode).toBe(0);
    for (const qos of ["1", "2", "0"]) await publish("-q", qos, "-t", "line/away", "-m", `first ${qos}`);
    await publish("-q", "1", "-r", "-t", "line/kept", "-m", "still here");
    await line.restart();
    await publish("-q", "2", "-t", "line/away", "-m", "second");
    for (const one of sessions) {
      const ran = await subscribe(one, "-C", "3", "-W", "10");
      expect(ran.stdout.trim().split("\n")).toEqual(["1 first 1", "2 first 2", "2 second"]);
    }
    const kept = await run([
      "mosquitto_sub",
      ...args("later"),
      "-t",
      "line/kept",
      "-F",
      "%r %p",
      "-C",
      "1",
      "-W",
      "10",
    ]);
    expect(kept.stdout).toBe("1 still here\n");
  });
});
