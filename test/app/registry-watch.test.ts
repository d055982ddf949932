import { expect, test } from "bun:test";
import { watchRegistry } from "../../src/app/registry-watch.ts";
import { openStores, type Stores } from "../../src/app/stores.ts";
import { loadConfig } from "../../src/config.ts";
import { makeLogLines } from "../../src/kit/log-line.ts";
import type { Sessions } from "../../src/sessions/sessions.ts";
import { systemClock } from "../../src/spine/clock.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import { report } from "../harness/sample-events.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const LINES = makeLogLines({ write: () => {}, now: () => Date.now(), level: "error" });

async function open(data: string): Promise<Stores> {
  const loaded = await loadConfig({ flags: { data }, env: { GANTRY_ADMIN_PASSWORD: "correct horse" } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  return openStores(loaded.value.config, systemClock, LINES);
}

const pendingPurges = ({ db }: Stores) => db.sqlite.query("SELECT id, actor FROM device_purges").all();

test("a purge that was cut off from its record ends the history at the next start, on record", async () => {
  using folder = makeTempFolder("purge");
  const first = await open(folder.path);
  first.products.create({ productKey: "press", name: "Press" }, "test");
  const { id } = first.devices.create({ productKey: "press", deviceName: "p1" }, "test");
  first.log.append([report({ kept: 1 }, { deviceId: id, ts: Date.now() })], "grouped");
  await until(() => first.telemetry.latest(id).length > 0, "the stored values");
  first.devices.remove("press", "p1", "ann");
  // Nobody watches the registry: the process ends between the trash and the log.
  first.trash.purge(id, "ann");
  expect(pendingPurges(first)).toEqual([{ id, actor: "ann" }]);
  await first.close();

  const second = await open(folder.path);
  expect(second.telemetry.latest(id).length).toBeGreaterThan(0);
  const told: LogEvent[] = [];
  second.log.onDurable((events) => void told.push(...events));
  watchRegistry({
    stores: second,
    clock: systemClock,
    sessions: {} as Sessions,
    children: { isActing: false } as never,
    protection: { forgive: () => {} },
  });
  expect(second.telemetry.latest(id)).toEqual([]);
  await until(() => pendingPurges(second).length === 0, "the record");
  expect(told).toMatchObject([
    {
      kind: "lifecycle",
      action: "purged",
      deviceId: id,
      productKey: "press",
      deviceName: "p1",
      actor: "ann",
    },
  ]);
  await second.close();
});
