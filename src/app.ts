// The composition root: builds every room in order, wires their ports, stops them in reverse.
// Owns: which room gets what; nothing else in the product knows more than its own neighbours.
// Promises: a listener that cannot start leaves the rest running; close() makes everything durable.
// Must never: contain a rule of the domain.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Gate } from "./access/adapter.ts";
import { adapters } from "./access/adapters.ts";
import { makeGate } from "./access/gate.ts";
import { type ListenerReport, Listeners } from "./access/listeners.ts";
import { mqttAdapter } from "./access/mqtt/mqtt.ts";
import { accessRoutes } from "./access/routes.ts";
import { openAccounts } from "./accounts/accounts.ts";
import { accountsRoutes } from "./accounts/routes.ts";
import { VERSION } from "./cli/version.ts";
import type { Config } from "./config.ts";
import { openDatabase } from "./db/db.ts";
import { applyDocument, makeLifecycle, openDevices } from "./devices/devices.ts";
import { devicesRoutes } from "./devices/routes.ts";
import { type Disk, type DiskSettings, openDisk, prepareDisk } from "./disk/disk.ts";
import { type Api, type HttpServer, ListenError, makeApi, startHttpServer } from "./http/http.ts";
import { openIngest } from "./ingest/ingest.ts";
import { openJournal } from "./journal/journal.ts";
import { journalMetrics } from "./journal/metrics.ts";
import { journalRoutes } from "./journal/routes.ts";
import { assert } from "./kit/assert.ts";
import { hostAddresses } from "./kit/host-addresses.ts";
import { type LogLines, makeLogLines } from "./kit/log-line.ts";
import { randomText } from "./kit/random-text.ts";
import { type Live, openLive } from "./live/live.ts";
import { liveRoutes } from "./live/routes.ts";
import { openLog } from "./log/log.ts";
import { type Ops, openOps } from "./ops/ops.ts";
import { opsRoutes, probeRoutes } from "./ops/routes.ts";
import { openProducts, type Products, retentionDaysOf } from "./products/products.ts";
import { productsRoutes } from "./products/routes.ts";
import { openSessions } from "./sessions/sessions.ts";
import { type Clock, systemClock } from "./spine/clock.ts";
import { failure } from "./spine/error.ts";
import { telemetryMetrics } from "./telemetry/metrics.ts";
import { telemetryRoutes } from "./telemetry/routes.ts";
import { openTelemetry } from "./telemetry/telemetry.ts";
import { openOwnTls } from "./tls/tls.ts";
import { uiRoutes } from "./ui/ui.ts";

export interface App {
  listeners(): readonly ListenerReport[];
  /** Takes no more, lets what is under way end, makes everything durable. */
  close(): Promise<void>;
  /** Password made up for the user admin at the first start. */
  readonly initialPassword: string | undefined;
  /** Address of the admin page on this machine; undefined when it does not listen. */
  readonly httpUrl: string | undefined;
}

/** What the rooms of the web learn of the start as it goes on. */
interface State {
  isReady: boolean;
  caPem: string | undefined;
}

/** Devices that were online before a restart may take this long to come back. */
const GRACE_MS = 90_000;
const LISTENER_CLOSE_MS = 2_000;
const DAY_MS = 86_400_000;
const MB = 1_000_000;
const TRACES_AT_ONCE = 10_000;

/** Opens every room on the data folder and starts the listeners. Throws AppError or DbError when the folder is unusable. */
export async function openApp(config: Config, clock: Clock = systemClock): Promise<App> {
  const lines = makeLogLines({
    write: (line) => void process.stderr.write(line),
    now: clock.now,
    level: "info",
  });
  const stores = await openStores(config, clock, lines);
  const disk = openDiskOf(stores, { config, clock, lines });
  const plane = openDevicePlane(stores, clock, config.telemetry.retentionDays);
  const listeners = new Listeners(plane.gate);
  const state: State = { isReady: false, caPem: undefined };
  const web = openWeb({ config, clock, lines, stores, disk, plane, listeners, state });
  if (config.mqtt.enabled) await startMqtt(config, listeners);
  const stopTls = config.mqtts.enabled
    ? await startMqtts({ config, clock, lines }, { listeners, state })
    : undefined;
  const factory = config.demo ? await startDemoLine(config, clock, { stores, listeners }) : undefined;
  plane.sessions.startGrace();
  state.isReady = true;

  return {
    listeners: () => [...web.listeners(), ...listeners.infos()],
    initialPassword: stores.accounts.initialPassword,
    httpUrl: web.url,
    async close() {
      state.isReady = false;
      await factory?.stop(0);
      stopTls?.();
      plane.sessions.stop();
      await Promise.all([web.close(), listeners.close(LISTENER_CLOSE_MS)]);
      await disk.close();
      await stores.close();
    },
  };
}

function diskSettings({ disk }: Config): DiskSettings {
  return { budgetPercent: disk.budgetPercent, reserveBytes: disk.reserveMb * MB };
}

/** What is kept: metadata, log, telemetry, journal. */
async function openStores(config: Config, clock: Clock, lines: LogLines) {
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
    },
  });
  const telemetry = await openTelemetry({
    dir: join(config.data, "telemetry"),
    log,
    clock,
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
    limits: { retentionDays: config.journal.retentionDays, maxEntries: config.journal.maxEntries },
  });
  return {
    ...{ space: prepared.space, db, accounts, products, devices, log, telemetry, journal },
    async close() {
      await journal.close();
      await telemetry.close();
      await log.close();
      devices.close();
      // A first administrator whose password was printed must be there at the next start.
      await accounts.ready.catch(() => {});
      accounts.close();
      db.close();
    },
  };
}
type Stores = Awaited<ReturnType<typeof openStores>>;

/** Who gives way when room is needed: what the stores have taken over from the log, then the oldest of each. */
function openDiskOf({ log, telemetry, journal, space }: Stores, { config, clock, lines }: Setting): Disk {
  const ports = {
    log,
    shedTraces: async () => journal.shed(TRACES_AT_ONCE) > 0,
    shedLog: async () => log.shed(telemetry.stats().flushedSeq + 1) > 0,
    shedOldestRawDay: () => telemetry.shedOldestRawDay(),
    shedOldestRollups: () => telemetry.shedOldestRollups(),
  };
  return openDisk({ dataDir: config.data, clock, settings: diskSettings(config), ports, lines }, space);
}

/** The way of an uplink: sessions, ingest, gate; and what edits of the registry mean for open connections. */
function openDevicePlane({ log, products, devices, telemetry }: Stores, clock: Clock, retentionDays: number) {
  const sessions = openSessions({
    log,
    clock,
    graceMs: GRACE_MS,
    takeStale: (limit) =>
      devices
        .expireStalePresence(limit)
        .map(({ id, productKey, deviceName }) => ({ deviceId: id, productKey, deviceName })),
    onPresence: ({ deviceId, ...presence }) => devices.setPresence(deviceId, presence),
  });
  const ingest = openIngest({ log, clock, devices, retentionDays });
  const gate: Gate = makeGate({ clock, log, products, devices, sessions, ingest });
  devices.onChange(({ action, device }) => {
    log.append([makeLifecycle(device, action, clock.now())], "grouped");
    if (action === "disabled") sessions.kick(device.id, failure("device_disabled"));
    if (action === "deleted") {
      sessions.kick(device.id, failure("device_deleted"));
      telemetry.deleteDevice(device.id);
    }
  });
  products.onChange(({ action, product }) => {
    if (action === "disabled") sessions.kickProduct(product.productKey, failure("product_disabled"));
  });
  return { sessions, ingest, gate };
}
type DevicePlane = ReturnType<typeof openDevicePlane>;

async function startMqtt({ mqtt }: Config, listeners: Listeners): Promise<void> {
  const { host, port, maxConnections } = mqtt;
  const config = v.parse(mqttAdapter.config, { host, port, maxConnections });
  await listeners.start({ name: "mqtt", adapter: mqttAdapter, config });
}

/** With the operator's certificate, or one of our own authority that is renewed in time. Returns what ends the renewal. */
async function startMqtts(
  { config: { mqtts, data }, clock, lines }: Setting,
  { listeners, state }: { listeners: Listeners; state: State },
): Promise<() => void> {
  const { host, port, maxConnections, certFile, keyFile } = mqtts;
  const start = async (tls: { cert: string; key: string }) => {
    const config = v.parse(mqttAdapter.config, { host, port, maxConnections, tls });
    await listeners.start({ name: "mqtts", adapter: mqttAdapter, config });
  };
  if (certFile !== undefined && keyFile !== undefined) {
    await start({ cert: certFile, key: keyFile });
    return () => {};
  }
  const own = await openOwnTls({ dir: join(data, "tls"), clock, hosts: hostAddresses() }).catch((error) => {
    lines.error("no certificate for MQTT over TLS", { error });
    listeners.fail({ name: "mqtts", protocol: mqttAdapter.name, host, port, isTls: true }, error);
  });
  if (own === undefined) return () => {};
  state.caPem = own.caPem;
  await start(own.files());
  const renew = async () => {
    if (await own.renewWhenDue()) listeners.replaceTls(own.files());
  };
  const renewal = clock.every(DAY_MS, () => {
    renew().catch((error) => lines.error("the certificate cannot be renewed", { error }));
  });
  return () => renewal.cancel();
}

interface Setting {
  readonly config: Config;
  readonly clock: Clock;
  readonly lines: LogLines;
}

interface WebDeps extends Setting {
  readonly stores: Stores;
  readonly disk: Disk;
  readonly plane: DevicePlane;
  readonly listeners: Listeners;
  readonly state: Readonly<State>;
}

/** The API, the live streams and the pages, on one HTTP listener. */
function openWeb(deps: WebDeps) {
  const { config, clock, stores } = deps;
  const live = openLive({ log: stores.log, clock });
  const { host, port, enabled } = config.http;
  let server: HttpServer | ListenError | undefined;
  const listeners = () => (enabled ? [describeWeb(server, host, port)] : []);
  const ops = openOps({
    clock,
    version: VERSION,
    ports: {
      log: stores.log,
      disk: () => deps.disk.report(),
      listeners: () => [...listeners(), ...deps.listeners.infos()],
      devices: () => stores.devices.counts(),
      countProducts: () => stores.products.count(),
      ingest: () => deps.plane.ingest.stats(),
      hosts: hostAddresses,
      isReady: () => deps.state.isReady,
      moreMetrics: () => [
        ...telemetryMetrics(stores.telemetry.stats()),
        ...journalMetrics(stores.journal.stats()),
      ],
    },
  });
  const api = makeWebApi(deps, live, ops);
  if (enabled) server = startWeb({ host, port, clock, fetch: api.app.fetch });
  return {
    listeners,
    url:
      server === undefined || server instanceof ListenError ? undefined : `http://127.0.0.1:${server.port}/`,
    async close() {
      if (server !== undefined && !(server instanceof ListenError)) await server.stop(LISTENER_CLOSE_MS);
      ops.close();
      live.close();
    },
  };
}

function makeWebApi({ config, clock, lines, stores, state }: WebDeps, live: Live, ops: Ops): Api {
  const { accounts, products, devices, telemetry, journal, db } = stores;
  const { audit } = accounts;
  const resolveDevice = (productKey: string, deviceName: string) => devices.find(productKey, deviceName)?.id;
  const api = makeApi({
    authenticate: accounts.authenticate,
    reportError: (error, request) => lines.error("a request failed", { error, ...request }),
    version: VERSION,
    defaultLanguage: config.language,
  });
  api.mount(accountsRoutes(accounts));
  api.mount(productsRoutes({ products, countDevices: (keys) => devices.countByProduct(keys), audit }));
  api.mount(devicesRoutes({ db, products, devices, audit }));
  const lastSeq = () => stores.log.stats().lastSeq;
  const describeProperty = describePropertyOf(products);
  const listDevices: typeof devices.list = (page) => devices.list(page);
  api.mount(
    telemetryRoutes({ telemetry, clock, audit, lastSeq, resolveDevice, listDevices, describeProperty }),
  );
  api.mount(journalRoutes({ journal, resolveDevice }));
  api.mount(liveRoutes({ live, clock, resolveDevice }));
  api.mount(accessRoutes({ adapters, caPem: () => state.caPem }));
  api.mount(opsRoutes(ops));
  api.mountRoot(probeRoutes(ops));
  api.mountRoot(uiRoutes());
  return api;
}

/** Name and unit of a property, for answers that people read. */
function describePropertyOf(products: Products) {
  return (productKey: string, identifier: string) => {
    const property = products.find(productKey)?.model.properties.find((one) => one.identifier === identifier);
    if (property === undefined) return undefined;
    const { name, dataType } = property;
    return { name, unit: "unit" in dataType ? dataType.unit : undefined };
  };
}

function startWeb(options: Parameters<typeof startHttpServer>[0]): HttpServer | ListenError {
  try {
    return startHttpServer(options);
  } catch (error) {
    if (error instanceof ListenError) return error;
    throw error;
  }
}

/** The HTTP listener in the list of listeners; a request is a message. */
function describeWeb(
  server: HttpServer | ListenError | undefined,
  host: string,
  port: number,
): ListenerReport {
  const base = {
    name: "http",
    protocol: "http",
    host,
    isTls: false,
    bytesIn: 0,
    bytesOut: 0,
    lastError: undefined,
  };
  if (server === undefined || server instanceof ListenError) {
    const none = { connections: 0, connectionsTotal: 0, messagesIn: 0, messagesOut: 0, refused: {} };
    return { ...base, ...none, port, status: "failed", error: server?.reason };
  }
  const { active, total } = server.stats();
  const counts = {
    connections: active,
    connectionsTotal: total,
    messagesIn: total,
    messagesOut: total,
    refused: {},
  };
  return { ...base, ...counts, port: server.port, status: "listening", error: undefined };
}

/** The line that a newcomer sees moving: applied once, its machines report to our own MQTT port. */
async function startDemoLine(config: Config, clock: Clock, deps: { stores: Stores; listeners: Listeners }) {
  const { startDemo } = await import("./simulate/demo.ts");
  const { products, devices, db } = deps.stores;
  const mqtt = deps.listeners.infos().find(({ name, status }) => name === "mqtt" && status === "listening");
  if (mqtt === undefined) return undefined;
  return startDemo({
    clock,
    language: config.language,
    port: mqtt.port,
    secretOf: (productKey, deviceName) =>
      (deviceName === undefined
        ? products.find(productKey)?.productSecret
        : devices.find(productKey, deviceName)?.deviceSecret) ?? randomText(32),
    apply(document) {
      const applied = applyDocument({ db, products, devices }, document, { dryRun: false, actor: "demo" });
      assert(applied.ok, "the demo's own document is valid");
    },
  });
}
