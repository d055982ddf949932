// The executable under load, killed without warning again and again: what was acknowledged must be there afterwards.
//   CRASH_CYCLES (50) and CRASH_SEED make it longer, or repeat a failure.

import { expect, test } from "bun:test";
import { makeRandom } from "../../src/kit/random.ts";
import { type Gantry, hasBinary, startGantry } from "../harness/gantry.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";
import { Flood, type FloodDevice } from "./flood.ts";
import { checkStored, document, identities, untilCaughtUp } from "./stored.ts";

const CYCLES = Number(process.env.CRASH_CYCLES ?? 50);
const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));

test.if(hasBinary)(
  `${CYCLES} kills under load: everything acknowledged is stored, nothing twice`,
  async () => {
    using folder = makeTempFolder("crash");
    const random = makeRandom(SEED);
    const baseMs = Date.now() - 6 * 3_600_000;
    const flood = new Flood(identities, { baseMs, window: 64 });
    const restartsMs: number[] = [];
    const catchUpsMs: number[] = [];
    const everAcked = new Map<FloodDevice, number[]>(flood.devices.map((device) => [device, []]));
    let gantry: Gantry = await startGantry({ dataDir: folder.path });
    try {
      const applied = await (await gantry.signIn()).post("/apply", document);
      expect(applied.status).toBe(200);
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        await flood.start(gantry.ready.mqttPort);
        await until(() => flood.ackedCount > 0, "the first acknowledgement");
        await Bun.sleep(random.between(0, 700));
        await gantry.kill("SIGKILL");
        flood.stop();
        if (random.chance(0.2)) {
          // A second crash while the first is being recovered from.
          const signal = AbortSignal.timeout(Math.floor(random.between(1, 150)));
          const doomed = await startGantry({ dataDir: folder.path, signal }).catch(() => undefined);
          await doomed?.exited;
        }
        gantry = await startGantry({ dataDir: folder.path });
        restartsMs.push(gantry.startMs);
        const api = await gantry.signIn();
        const sinceMs = performance.now();
        for (const device of flood.devices) await untilCaughtUp(api, device, baseMs);
        catchUpsMs.push(performance.now() - sinceMs);
        for (const [device, ever] of everAcked) {
          const acked = device.acked;
          device.acked = [];
          for (const n of acked) ever.push(n);
          await checkStored(api, device, { acked, baseMs });
        }
      }
      const api = await gantry.signIn();
      for (const [device, acked] of everAcked) await checkStored(api, device, { acked, baseMs });
      expect(flood.problems).toEqual([]);
    } catch (error) {
      throw new Error(`CRASH_SEED=${SEED} CRASH_CYCLES=${CYCLES}: ${error}\n${gantry.stderr()}`, {
        cause: error,
      });
    } finally {
      flood.stop();
      await gantry.kill("SIGKILL");
    }
    const total = [...everAcked.values()].reduce((sum, acked) => sum + acked.length, 0);
    const middle = (values: number[]) =>
      values.sort((x, y) => x - y)[Math.floor(values.length / 2)]?.toFixed(0);
    console.log(
      `crash: ${total} acknowledged reports over ${CYCLES} kills, all stored once; ` +
        `restart ${middle(restartsMs)} ms, telemetry caught up after ${middle(catchUpsMs)} ms (medians)`,
    );
    expect(total).toBeGreaterThan(CYCLES * 10);
  },
  Math.max(240_000, CYCLES * 10_000),
);
