import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openAccounts } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { openDatabase } from "../db/db.ts";
import { openDevices } from "../devices/devices.ts";
import { type Disk, type DiskSettings, openDisk, prepareDisk } from "../disk/disk.ts";
import { openJournal } from "../journal/journal.ts";
import type { LogLines } from "../kit/log-line.ts";
import { openDeadLetters, openLog } from "../log/log.ts";
import { openProducts, retentionDaysOf } from "../products/products.ts";
import type { Clock } from "../spine/clock.ts";
import { openTelemetry } from "../telemetry/telemetry.ts";
import type { Setting } from "./setting.ts";

const MB = 1_000_000;
const TRACES_AT_ONCE = 10_000;

function diskSettings({ disk }: Config): DiskSettings {
  return { budgetPercent: disk.budgetPercent, reserveBytes: disk.reserveMb * MB };
}

/** What is kept: metadata, log, telemetry, journal. */
export async function openStores(config: Config, clock: Clock, lines: LogLines) {
  mkdirSync(config.data, { recursive: true });
  const prepared = prepareDisk(config.data, diskSettings(config), config.log.retentionMb * MB);
  const db = openDatabase(join(config.data, "gantry.db"));
  const accounts = openAccounts({ db, clock, adminPassword: config.adminPassword });
  accounts.ready.catch((error) => lines.error("the first administrator could not be stored", { error }));
  const products = openProducts({ db, clock });
  const onPresenceFailure = (error: unknown) => lines.error("presence cannot be written", { error });
  const devices = openDevices({ db, products, clock, onPresenceFailure });
  const log = await openLog({
    dir: join(config.data, "log"),
    clock,
    limits: {
      ...prepared.logBounds,
      retentionMs: config.log.retentionHours * 3_600_000,
      commitGapMs: config.log.commitGapMs,
    },
  });
  const deadLetters = openDeadLetters({ path: join(config.data, "log", "dead-letters.db"), clock });
  const telemetry = await openTelemetry({
    dir: join(config.data, "telemetry"),
    log,
    clock,
    deadLetters,
    retentionDays: config.telemetry.retentionDays,
    limits: prepared.telemetryBounds,
    retentionDaysOf(deviceId, property) {
      const device = devices.byId(deviceId);
      return device === undefined ? undefined : retentionDaysOf(device.product, property);
    },
  });
  const journal = openJournal({
    path: join(config.data, "journal.db"),
    log,
    clock,
    deadLetters,
    limits: { retentionDays: config.journal.retentionDays, maxEntries: config.journal.maxEntries },
  });
  return {
    ...{ space: prepared.space, db, accounts, products, devices, log, deadLetters, telemetry, journal },
    async close() {
      await journal.close();
      await telemetry.close();
      deadLetters.close();
      await log.close();
      devices.close();
      // A first administrator whose password was printed must be there at the next start.
      await accounts.ready.catch(() => {});
      accounts.close();
      db.close();
    },
  };
}
export type Stores = Awaited<ReturnType<typeof openStores>>;

/** Who gives way when room is needed: what the stores have taken over from the log, then the oldest of each. */
export function openDiskOf(
  { log, telemetry, journal, space }: Stores,
  { config, clock, lines }: Setting,
): Disk {
  const ports = {
    log,
    shedTraces: async () => journal.shed(TRACES_AT_ONCE) > 0,
    shedLog: async () => log.shed(telemetry.stats().flushedSeq + 1) > 0,
    shedOldestRawDay: () => telemetry.shedOldestRawDay(),
    shedOldestRollups: () => telemetry.shedOldestRollups(),
  };
  return openDisk({ dataDir: config.data, clock, settings: diskSettings(config), ports, lines }, space);
}
