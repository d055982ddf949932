import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openAccounts } from "../accounts/accounts.ts";
import { openAcl } from "../acl/acl.ts";
import type { Config } from "../config.ts";
import { type Db, openDatabase } from "../db/db.ts";
import { defineBulk } from "../devices/bulk/bulk-job.ts";
import {
  type Devices,
  type DeviceTrash,
  openCredentials,
  openDevices,
  openRelations,
} from "../devices/devices.ts";
import type { Uploads } from "../devices/import/uploads.ts";
import { type Disk, type DiskSettings, openDisk, prepareDisk } from "../disk/disk.ts";
import { openFieldbus } from "../fieldbus/fieldbus.ts";
import { type JobsOptions, openJobs } from "../jobs/jobs.ts";
import { openJournal } from "../journal/journal.ts";
import type { LogLines } from "../kit/log-line.ts";
import { openDeadLetters, openLog } from "../log/log.ts";
import { deviceOfPort, isPortName } from "../net/net.ts";
import { openProducts, retentionDaysOf } from "../products/products.ts";
import { openRegisterMaps } from "../products/registers/register-maps.ts";
import { openOwnTemplates } from "../products/templates/own/own-templates.ts";
import { openReplies } from "../replies/replies.ts";
import { openShelf } from "../shelf/shelf.ts";
import type { Clock } from "../spine/clock.ts";
import { openTelemetry } from "../telemetry/telemetry.ts";
import { defineDeviceWork } from "./device-work.ts";
import { makeGroupTree } from "./group-tree.ts";
import { openVersions, separationsOf } from "./model-versions.ts";
import type { Setting } from "./setting.ts";
import { makeStarterReach } from "./starter-reach.ts";
import { makeTokenPorts } from "./token-signers.ts";

const MB = 1_000_000;
const TRACES_AT_ONCE = 10_000;

function diskSettings({ disk }: Config): DiskSettings {
  return { budgetPercent: disk.budgetPercent, reserveBytes: disk.reserveMb * MB };
}

/** Where sessions and retained messages survive a restart. */
function openShelfOf({ config, clock, lines }: Setting) {
  const path = join(config.data, "mqtt.db");
  const onDamaged = (asidePath: string, records: number) =>
    lines.error("sessions and retained messages were damaged; what could be read goes on", {
      asidePath,
      records,
    });
  return openShelf({ path, clock, onDamaged });
}

function openJobsOf({ config, clock, lines }: Setting, ports: Pick<JobsOptions, "db" | "reachOf">) {
  const onBug = (error: unknown, job: object) => lines.error("a job failed", { error, ...job });
  return openJobs({ ...ports, clock, dir: join(config.data, "jobs"), onBug });
}

/** The log, and what reads it into stores of its own. */
async function openStreams(
  { config, clock }: Setting,
  { prepared, devices, db }: { prepared: ReturnType<typeof prepareDisk>; devices: Devices; db: Db },
) {
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
    separations: separationsOf(db, devices).pending(),
    retentionDaysOf(deviceId, property) {
      const product = devices.productOf(deviceId);
      return product === undefined ? undefined : retentionDaysOf(product, property);
    },
  });
  const journal = openJournal({
    path: join(config.data, "journal.db"),
    log,
    clock,
    deadLetters,
    limits: { retentionDays: config.journal.retentionDays, maxEntries: config.journal.maxEntries },
  });
  return { log, deadLetters, telemetry, journal };
}

/** What goes by itself when its time has come. */
function startRemoving({ trash, uploads }: { trash: DeviceTrash; uploads: Uploads }, lines: LogLines) {
  const purging = trash.startPurging((error) => lines.error("the trash cannot be emptied", { error }));
  const cleaning = uploads.startCleaning((error) =>
    lines.error("files that were uploaded cannot be removed", { error }),
  );
  return {
    stop() {
      purging.stop();
      cleaning.stop();
    },
  };
}

/** What is kept: metadata, log, telemetry, journal. */
export async function openStores(config: Config, clock: Clock, lines: LogLines) {
  mkdirSync(config.data, { recursive: true });
  const prepared = prepareDisk(config.data, diskSettings(config), config.log.retentionMb * MB);
  const db = openDatabase(join(config.data, "gantry.db"));
  const groups = makeGroupTree(() => ({ devices, groups: relations.groups }));
  const tokens = makeTokenPorts(() => ({ products, devices, credentials }));
  const { signatureSkewS } = config.protection;
  const accounts = openAccounts({
    ...{ db, clock, adminPassword: config.adminPassword, groups, tokens, signatureSkewS },
  });
  accounts.ready.catch((error) => lines.error("the first administrator could not be stored", { error }));
  const acl = openAcl({ db });
  const products = openProducts({ db, clock });
  const onPresenceFailure = (error: unknown) => lines.error("presence cannot be written", { error });
  const devices = openDevices({ db, products, clock, onPresenceFailure });
  const relations = openRelations({ db, clock, products, devices });
  const isNameTaken = (name: string) =>
    accounts.roleOf(name) !== undefined || accounts.keys.find(name) !== undefined;
  const credentials = openCredentials({ db, clock, devices, isNameTaken });
  const streams = await openStreams({ config, clock, lines }, { prepared, devices, db });
  const shelf = openShelfOf({ config, clock, lines });
  const reachOf = makeStarterReach(accounts, groups);
  const jobs = openJobsOf({ config, clock, lines }, { db, reachOf });
  const replies = openReplies(db, clock);
  defineBulk(jobs, { db, clock, devices, ...relations });
  const work = { db, clock, jobs, products, devices, ...relations };
  const uploads = defineDeviceWork({ ...work, dataDir: config.data });
  const removing = startRemoving({ ...relations, uploads }, lines);
  const registerMaps = openRegisterMaps({ db, clock, products });
  const ownTemplates = openOwnTemplates({ db, clock });
  const fieldbus = openFieldbus({ db, clock, devices, portNamed: deviceOfPort, isPortName });
  const versions = openVersions({ db, clock, products, devices, jobs, ...streams });
  return {
    ...{
      space: prepared.space,
      db,
      accounts,
      acl,
      products,
      versions,
      registerMaps,
      ownTemplates,
      fieldbus,
      devices,
      credentials,
      ...relations,
      ...streams,
      shelf,
      jobs,
      uploads,
      replies,
    },
    async close() {
      removing.stop();
      await jobs.close();
      replies.close();
      await shelf.close();
      await streams.journal.close();
      await streams.telemetry.close();
      streams.deadLetters.close();
      await streams.log.close();
      credentials.close();
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
  { log, telemetry, journal, shelf, space }: Stores,
  { config, clock, lines }: Setting,
): Disk {
  const hold = (reason: string | undefined) => {
    log.hold(reason);
    shelf.hold(reason);
  };
  const ports = {
    log: { hold, stats: () => log.stats() },
    shedTraces: async () => journal.shed(TRACES_AT_ONCE) > 0,
    shedLog: async () => log.shed(telemetry.stats().flushedSeq + 1) > 0,
    shedOldestRawDay: () => telemetry.shedOldestRawDay(),
    shedOldestRollups: () => telemetry.shedOldestRollups(),
  };
  return openDisk({ dataDir: config.data, clock, settings: diskSettings(config), ports, lines }, space);
}
