import { adapters } from "../access/adapters.ts";
import type { ListenerReport, Listeners } from "../access/listeners.ts";
import { accessRoutes } from "../access/routes.ts";
import { accountsRoutes } from "../accounts/routes.ts";
import { VERSION } from "../cli/version.ts";
import type { Config } from "../config.ts";
import { devicesRoutes } from "../devices/routes.ts";
import type { Disk } from "../disk/disk.ts";
import { type Api, type HttpServer, ListenError, makeApi, startHttpServer } from "../http/http.ts";
import { journalMetrics } from "../journal/metrics.ts";
import { journalRoutes } from "../journal/routes.ts";
import { hostAddresses } from "../kit/host-addresses.ts";
import { type Live, openLive } from "../live/live.ts";
import { liveRoutes } from "../live/routes.ts";
import { deadLetterMetrics } from "../log/delivery/metrics.ts";
import { deadLetterRoutes } from "../log/delivery/routes.ts";
import { type LogRoutesDeps, logRoutes } from "../log/routes.ts";
import { type Ops, openOps } from "../ops/ops.ts";
import { opsRoutes, probeRoutes } from "../ops/routes.ts";
import type { Products } from "../products/products.ts";
import { productsRoutes } from "../products/routes.ts";
import { telemetryMetrics } from "../telemetry/metrics.ts";
import { telemetryRoutes } from "../telemetry/routes.ts";
import { uiRoutes } from "../ui/ui.ts";
import { cadencesOf, type DevicePlane } from "./device-plane.ts";
import type { Setting, State } from "./setting.ts";
import type { Stores } from "./stores.ts";

const LISTENER_CLOSE_MS = 2_000;

interface WebDeps extends Setting {
  readonly stores: Stores;
  readonly disk: Disk;
  readonly plane: DevicePlane;
  readonly listeners: Listeners;
  readonly state: Readonly<State>;
}

/** The API, the live streams and the pages, on one HTTP listener. */
export function openWeb(deps: WebDeps) {
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
      countDeadLetters: () => stores.deadLetters.counts().reduce((sum, one) => sum + one.count, 0),
      moreMetrics: () => [
        ...telemetryMetrics(stores.telemetry.stats()),
        ...journalMetrics(stores.journal.stats()),
        ...deadLetterMetrics(stores.deadLetters.counts()),
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
  api.mount(logRoutes(logViewOf(stores, config)));
  api.mount(deadLetterRoutes({ deadLetters: stores.deadLetters, audit }));
  api.mount(journalRoutes({ journal, resolveDevice }));
  api.mount(liveRoutes({ live, clock, resolveDevice }));
  api.mount(accessRoutes({ adapters, caPem: () => state.caPem }));
  api.mount(opsRoutes(ops));
  api.mountRoot(probeRoutes(ops));
  api.mountRoot(uiRoutes());
  return api;
}

/** The log with those that follow it. */
function logViewOf({ log, telemetry, journal }: Stores, config: Config): LogRoutesDeps {
  const readers = () =>
    Object.entries({ telemetry, journal }).map(([name, store]) => {
      const { lag, lostEvents, failure } = store.stats();
      return { name, lag, lostEvents, failure };
    });
  return { log, readers, cadences: cadencesOf(config), commitGapMs: config.log.commitGapMs };
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
