// An import of devices, killed without warning again and again: each row once, no tag and no secret lost.

import { expect, test } from "bun:test";
import { makeRandom } from "../../src/kit/random.ts";
import type { ApiClient } from "../harness/api-client.ts";
import { type Gantry, hasBinary, startGantry } from "../harness/gantry.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const ROWS = 20_000;
const KILLS = 4;
const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));

interface JobAnswer {
  readonly id: number;
  readonly state: string;
  readonly done: number;
  readonly errors: number;
  readonly counts: Readonly<Record<string, number>>;
}

function table(): string {
  const lines = ["productKey,deviceName,tag:n,group"];
  for (let at = 0; at < ROWS; at++) lines.push(`press,P${at},${at},Plant/Line ${at % 20}`);
  return lines.join("\n");
}

async function jobOf(api: ApiClient, id: number): Promise<JobAnswer> {
  return (await api.get(`/jobs/${id}`)).body as JobAnswer;
}

test.if(hasBinary)(
  `an import of ${ROWS} rows outlives ${KILLS} kills`,
  async () => {
    using folder = makeTempFolder("crash-import");
    const random = makeRandom(SEED);
    let gantry: Gantry = await startGantry({ dataDir: folder.path });
    try {
      let api = await gantry.signIn();
      await api.post("/products", { productKey: "press", name: "Press" });
      const started = await api.post("/devices/import", new Blob([table()], { type: "text/csv" }));
      expect(started.status).toBe(202);
      const { id } = started.body as JobAnswer;
      for (let kill = 0; kill < KILLS; kill++) {
        await until(async () => (await jobOf(api, id)).done > 0, "the import to come forward");
        await Bun.sleep(random.between(0, 250));
        await gantry.kill("SIGKILL");
        gantry = await startGantry({ dataDir: folder.path });
        api = await gantry.signIn();
      }
      const job = await until(
        async () => {
          const found = await jobOf(api, id);
          return found.state === "running" || found.state === "queued" ? undefined : found;
        },
        "the import to end",
        60_000,
      );
      expect(job).toMatchObject({ state: "done", done: ROWS, errors: 0, counts: { created: ROWS } });
      expect((await api.get("/devices?productKey=press&limit=1")).body).toMatchObject({ total: ROWS });
      expect((await api.get("/devices?tag=n&limit=1")).body).toMatchObject({ total: ROWS });
      const secrets = String((await api.get(`/jobs/${id}/result`)).body)
        .trim()
        .split("\r\n");
      expect(new Set(secrets.map((line) => line.split(",")[1])).size).toBe(ROWS + 1);
      expect(secrets.length).toBe(ROWS + 1);
    } catch (error) {
      throw new Error(`CRASH_SEED=${SEED}: ${error}\n${gantry.stderr()}`, { cause: error });
    } finally {
      await gantry.kill("SIGKILL");
    }
  },
  180_000,
);
