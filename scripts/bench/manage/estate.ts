// The estate that the lists are asked about: 2,000 products with 100,000 devices in groups, with tags, in every state,
// and years of audit trail and journal.

import { Database } from "bun:sqlite";
import { join } from "node:path";
import { openDatabase } from "../../../src/db/db.ts";
import { openDevices, openRelations } from "../../../src/devices/devices.ts";
import { commitStaged } from "../../../src/kit/staged-change.ts";
import { openProducts } from "../../../src/products/products.ts";
import { systemClock } from "../../../src/spine/clock.ts";
import { startGantry } from "../../../test/harness/gantry.ts";

export interface EstateSize {
  readonly products: number;
  readonly devices: number;
}

const SITES = 5;
const LINES = 20;
const MACHINES = 8;
const TRASHED = 5_000;
const AUDIT = 200_000;
const JOURNAL = 500_000;
const BATCH = 5_000;
const DAY_MS = 86_400_000;

export const productKeyOf = (index: number): string => `product-${String(index).padStart(4, "0")}`;
/** One in five devices is of one big product, the others are spread. */
const productOf = (index: number, products: number) =>
  index % 5 === 0 ? productKeyOf(0) : productKeyOf((index * 7_919) % products);
export const deviceNameOf = (index: number): string =>
  `L${String(index % (SITES * LINES)).padStart(3, "0")}-PRESS-${String(index).padStart(6, "0")}`;

/** Fills a new data folder; `gantry` has run on it once, so that its tables are there. */
export async function buildEstate(dataDir: string, size: EstateSize): Promise<void> {
  {
    await using gantry = await startGantry({ dataDir });
    await gantry.kill("SIGTERM");
  }
  fillMetadata(join(dataDir, "gantry.db"), size);
  fillJournal(join(dataDir, "journal.db"), size);
}

function fillMetadata(path: string, size: EstateSize): void {
  const db = openDatabase(path, { durability: "relaxed" });
  const products = openProducts({ db, clock: systemClock });
  const devices = openDevices({ db, products, clock: systemClock });
  const { groups } = openRelations({ db, clock: systemClock, products, devices });
  const machines: number[] = [];
  db.transaction(() => {
    for (let n = 0; n < size.products; n++)
      products.create({ productKey: productKeyOf(n), name: `Press of series ${n}` }, "bench");
    for (let n = 0; n < SITES * LINES * MACHINES; n++) {
      const line = Math.floor(n / MACHINES);
      const path = [`Site ${line % SITES}`, `Line ${Math.floor(line / SITES)}`, `Machine ${n % MACHINES}`];
      machines.push(groups.ensure(path).id);
    }
  });
  for (let from = 0; from < size.devices; from += BATCH) {
    const indices = Array.from({ length: Math.min(BATCH, size.devices - from) }, (_, n) => from + n);
    commitStaged(
      db,
      indices.map((index) => devices.stageCreate(draftOf(index, size, machines), "bench")),
    );
  }
  enliven(db.sqlite, size);
  commitStaged(
    db,
    Array.from({ length: Math.min(TRASHED, size.devices / 20) }, (_, n) => {
      const productKey = productOf(n * 20, size.products);
      return devices.stageRemove({ productKey, deviceName: deviceNameOf(n * 20) }, "bench");
    }),
  );
  devices.close();
  db.close();
}

function draftOf(index: number, { products }: EstateSize, machines: readonly number[]) {
  return {
    productKey: productOf(index, products),
    deviceName: deviceNameOf(index),
    deviceSecret: `secret-${index}`,
    name: index % 3 === 0 ? `冲压机 ${index}` : `Press number ${index}`,
    notes: "belt changed, then oiled. ".repeat(index % 8),
    isEnabled: index % 50 !== 0,
    groupId: index % 4 === 0 ? null : (machines[index % machines.length] ?? null),
    place: index % 2 === 0 ? `hall ${index % 9}` : "",
  };
}

/** States, times and tags, and an audit trail, which nobody makes through the rooms. */
function enliven(sqlite: Database, { devices }: EstateSize): void {
  const now = Date.now();
  const fill = sqlite.transaction(() => {
    sqlite
      .query(
        `UPDATE devices SET state = CASE id % 10 WHEN 0 THEN 'inactive' WHEN 1 THEN 'stale' WHEN 2 THEN 'offline'
         WHEN 3 THEN 'offline' ELSE 'online' END, state_since = ?1 - id * 7, activated_at = ?1 - id * 1000,
         created_at = ?1 - ?2 * 3000 + id * 3000, last_seen_at = CASE id % 10 WHEN 0 THEN NULL
         ELSE ?1 - (id * 7919) % (30 * ?3) END`,
      )
      .run(now, devices, DAY_MS);
    sqlite.run(
      `INSERT INTO device_tags SELECT id, 'floor', id % 3 FROM devices UNION ALL
       SELECT id, 'maker', 'maker ' || id % 40 FROM devices WHERE id % 2 = 0 UNION ALL
       SELECT id, 'rare', 'yes' FROM devices WHERE id % 5000 = 0`,
    );
    const audit = sqlite.query(
      "INSERT INTO audit_trail(at, actor, address, action, target, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    const actions = ["device.update", "device.create", "product.update", "session.login"] as const;
    for (let n = 0; n < AUDIT; n++) {
      const at = now - (AUDIT - n) * 60_000;
      audit.run(at, `user${n % 20}`, "10.0.0.1", actions[n % 4] ?? "", deviceNameOf(n), null, '{"name":"x"}');
    }
  });
  fill();
}

function fillJournal(path: string, { devices, products }: EstateSize): void {
  const sqlite = new Database(path);
  const insert = sqlite.query(
    `INSERT INTO entries(seq, ts, recv_ts, kind, device_id, product_key, device_name, protocol, title, code, level)
     VALUES (0, ?1, ?1, ?, ?, ?, ?, 'mqtt', ?, ?, ?)`,
  );
  const now = Date.now();
  const fill = sqlite.transaction(() => {
    for (let n = 0; n < JOURNAL; n++) {
      const index = (n * 31) % devices;
      const [kind, title] = [
        ["state", "online"] as const,
        ["event", "overheat"] as const,
        ["refused", "x"] as const,
      ][n % 3] ?? ["state", "online"];
      insert.run(
        ...[now - (JOURNAL - n) * 5_000, kind, index + 1, productOf(index, products), deviceNameOf(index)],
        ...[title, kind === "event" ? null : "connected", kind === "event" ? "alert" : null],
      );
    }
  });
  fill();
  sqlite.close();
}
