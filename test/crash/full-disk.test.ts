// A disk that somebody else fills while devices report: nothing is acknowledged that is not stored, the pages stay up,
// and when there is room again everything resumes by itself. Once it is stopped, once killed and started anew while the disk is full.

import { expect, test } from "bun:test";
import { type Gantry, hasBinary, startGantry } from "../harness/gantry.ts";
import { mountSmallDisk } from "../harness/small-disk.ts";
import { until } from "../harness/until.ts";
import { Flood } from "./flood.ts";
import { checkStored, document, identities, untilCaughtUp } from "./stored.ts";

const MIB = 1024 * 1024;
const probe = mountSmallDisk(MIB);
const canMount = probe !== undefined;
probe?.[Symbol.dispose]();
if (!canMount) console.log("full disk: skipped, mounting a small file system takes root on Linux");

async function probeOf(gantry: Gantry, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${gantry.origin}${path}`);
  return { status: response.status, text: await response.text() };
}

/** Nothing more is acknowledged for a second. */
async function untilSilent(flood: Flood): Promise<void> {
  let before = -1;
  await until(async () => {
    const isSilent = flood.ackedCount === before;
    before = flood.ackedCount;
    if (!isSilent) await Bun.sleep(1_000);
    return isSilent;
  }, "no more acknowledgements");
}

test.if(hasBinary && canMount)(
  "a disk filled from outside: silence instead of false acknowledgements, pages up, and all of it back by itself",
  async () => {
    using disk = mountSmallDisk(64 * MIB);
    if (disk === undefined) throw new Error("cannot mount");
    const baseMs = Date.now() - 6 * 3_600_000;
    const flood = new Flood(identities, { baseMs, window: 32, reconnectMs: 100 });
    const dataDir = `${disk.path}/data`;
    let gantry = await startGantry({ dataDir });
    try {
      let api = await gantry.signIn();
      expect((await api.post("/apply", document)).status).toBe(200);
      await flood.start(gantry.ready.mqttPort);
      for (let round = 1; round <= 2; round++) {
        const from = flood.ackedCount;
        await until(() => flood.ackedCount > from + 2_000, "reports are acknowledged");
        expect(await probeOf(gantry, "/readyz")).toMatchObject({ status: 200 });

        expect(disk.fill()).toBeGreaterThan(MIB);
        const notReady = await until(async () => {
          const { status, text } = await probeOf(gantry, "/readyz");
          return status === 503 && JSON.parse(text);
        }, "readyz says no");
        expect(notReady).toEqual({ status: "not ready", problems: ["event log: the disk is full"] });
        await until(async () => (await api.get("/overview")).body.disk.state === "full", "the alarm");
        await untilSilent(flood);
        // The space of the reserve is there for people.
        const name = `Renamed ${round}`;
        expect(await api.patch("/products/crash", { name })).toMatchObject({ status: 200, body: { name } });
        expect(await (await gantry.signIn()).get("/session")).toMatchObject({ status: 200 });
        expect(await probeOf(gantry, "/")).toMatchObject({ status: 200 });
        expect(await probeOf(gantry, "/metrics")).toMatchObject({ status: 200 });
        // Neither asked to stop nor killed does it lose what it acknowledged, and it starts on the full disk.
        flood.stop();
        const exitCode = await gantry.kill(round === 1 ? "SIGTERM" : "SIGKILL");
        if (round === 1) expect(exitCode).toBe(0);
        gantry = await startGantry({ dataDir });
        api = await gantry.signIn();
        await flood.start(gantry.ready.mqttPort);
        expect(await probeOf(gantry, "/readyz")).toMatchObject({ status: 503 });
        // Even that taken away, it stays up.
        disk.fill();
        expect((await api.get("/overview")).body).toMatchObject({
          disk: { state: "full", reason: "full" },
          log: { unavailable: "the disk is full" },
        });
        const silent = flood.ackedCount;
        expect(await probeOf(gantry, "/healthz")).toMatchObject({ status: 200 });
        expect(flood.ackedCount).toBe(silent);

        disk.clear();
        await until(async () => (await probeOf(gantry, "/readyz")).status === 200, "ready again");
        await until(() => flood.ackedCount > silent + 2_000, "acknowledgements come again");
        await until(async () => (await api.get("/overview")).body.disk.state !== "full", "the alarm ends");
      }
      flood.stop();
      for (const device of flood.devices) {
        await untilCaughtUp(api, device, baseMs);
        await checkStored(api, device, { acked: device.acked, baseMs });
      }
      expect(flood.problems).toEqual([]);
      console.log(
        `full disk: ${flood.ackedCount} acknowledged reports around two full disks, all stored once`,
      );
    } catch (error) {
      throw new Error(`${error}\n${gantry.stderr()}`, { cause: error });
    } finally {
      flood.stop();
      await gantry.kill("SIGKILL");
    }
  },
  120_000,
);
