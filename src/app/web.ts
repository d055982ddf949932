import { adapters } from "../access/adapters.ts";
import type { ListenerReport, Listeners } from "../access/listeners.ts";
import { registrationRoutes } from "../access/logins/registration-routes.ts";
import type { Mqtt } from "../access/mqtt/mqtt.ts";
import { mqttRoutes } from "../access/mqtt-routes.ts";
import { accessRoutes } from "../access/routes.ts";
import { accountsRoutes } from "../accounts/routes.ts";
import { aclRoutes } from "../acl/routes.ts";
import { VERSION } from "../cli/version.ts";
import type { Config } from "../config.ts";
import { bulkRoutes } from "../devices/bulk/routes.ts";
import { credentialRoutes } from "../devices/credentials/api/routes.ts";
import { exportRoutes } from "../devices/export/routes.ts";
import { generateRoutes } from "../devices/generate/routes.ts";
import { importRoutes } from "../devices/import/routes.ts";
import { reachFilter } from "../devices/listing/reach-filter.ts";
import { devicesRoutes } from "../devices/routes.ts";
import { diagnosisRoutes } from "../diagnosis/routes.ts";
import { loginTrialRoutes } from "../diagnosis/trial-routes.ts";
import type { Disk } from "../disk/disk.ts";
import { downlinkRoutes } from "../downlink/routes.ts";
import {
  type Api,
  type HttpServer,
  ListenError,
  makeApi,
  makeRequestLimit,
  type Reach,
  type RequestLimit,
  startHttpServer,
  startRedirect,
  type WebSocketEntrance,
} from "../http/http.ts";
import { jobsRoutes } from "../jobs/routes.ts";
import { journalRoutes } from "../journal/routes.ts";
import { readNetworks } from "../kit/cidr.ts";
import { ownTimeZone, readClock, readClocks } from "../kit/local-time.ts";
import { feedRoutes } from "../live/feed/routes.ts";
import { type Feed, type Live, openFeed, openLive } from "../live/live.ts";
import { liveRoutes } from "../live/routes.ts";
import { deadLetterRoutes } from "../log/delivery/routes.ts";
import { type LogRoutesDeps, logRoutes } from "../log/routes.ts";
import { type WebSocketDoor, type WebSocketPeer, webSocketHandler } from "../net/net.ts";
import { type Ops, openOps } from "../ops/ops.ts";
import { opsRoutes, probeRoutes } from "../ops/routes.ts";
import type { Products } from "../products/products.ts";
import { registerRoutes } from "../products/registers/routes.ts";
import { productsRoutes } from "../products/routes.ts";
import { type StreamRoutesDeps, streamRoutes } from "../products/streams/routes.ts";
import { templateRoutes } from "../products/templates/routes.ts";
import { thingModelRoutes } from "../products/versions/routes.ts";
import { protectionRoutes } from "../protection/routes.ts";
import type { Need } from "../spine/permission.ts";
import type { TelemetryRoutesDeps } from "../telemetry/routes/deps.ts";
import { telemetryRoutes } from "../telemetry/routes.ts";
import type { Site } from "../telemetry/telemetry.ts";
import { tlsRoutes } from "../tls/routes.ts";
import { uiRoutes } from "../ui/ui.ts";
import { API_EXAMPLES } from "./api-examples.ts";
import { aclDeps, nameClients } from "./applications.ts";
import { makeCertificateRecords } from "./certificate-records.ts";
import { cadencesOf, type DevicePlane } from "./device-plane.ts";
import { fieldbusApi } from "./fieldbus-api.ts";
import type { FieldbusPlane } from "./fieldbus-plane.ts";
import { membersOf } from "./group-members.ts";
import { makeLoginTrial } from "./login-trial.ts";
import { makeMappingTrial } from "./mapping-trial.ts";
import { makeOpsPorts } from "./ops-ports.ts";
import { makeRefusalLines } from "./refusal-lines.ts";
import { makeRefusalTrail, type RefusalTrail } from "./refusal-trail.ts";
import type { Setting, State } from "./setting.ts";
import type { Stores } from "./stores.ts";
import { strictTransport } from "./strict-transport.ts";
import type { Pair } from "./tls-source.ts";

const LISTENER_CLOSE_MS = 2_000;

interface WebDeps extends Setting {
  readonly stores: Stores;
  readonly disk: Disk;
  readonly plane: DevicePlane;
  readonly fieldbus: FieldbusPlane;
  readonly listeners: Listeners;
  readonly state: Readonly<State>;
  /** Where MQTT over WebSocket comes in on this port; undefined where it is switched off. */
  readonly door: WebSocketDoor | undefined;
  readonly mqtt: Mqtt;
  /** For https; undefined where there is no certificate, which fails the listener where one is wanted. */
  readonly tls: Pair | undefined;
  readonly uiFolder?: string | undefined;
}

/** The API, the live streams and the pages, on one HTTP listener. */
export function openWeb(deps: WebDeps) {
  const { config, clock, stores } = deps;
  const live = openLive({ log: stores.log, clock });
  const feed = openFeed({ log: stores.log, clock });
  const requestLimit = makeRequestLimit({ ratePerS: config.protection.requestsPerS, clock });
  const { host, port, enabled, tls: isTls } = config.http;
  let server: HttpServer | ListenError | undefined;
  const redirecting = startRedirecting(deps, () => (isListening(server) ? server.port : undefined));
  const listeners = () => (enabled ? [describeWeb(server, config.http), ...redirecting.reports()] : []);
  const ops = openOps({
    clock,
    version: VERSION,
    ports: makeOpsPorts(deps, { listeners, requestLimit }),
  });
  const refusals = makeRefusalTrail({
    record: stores.accounts.audit,
    clock,
    reportError: (error) => deps.lines.error("a refusal is not in the audit trail", { error }),
  });
  const api = makeWebApi(deps, { live, feed, requestLimit, refusals }, ops);
  const webSocket = { handler: webSocketHandler, entrance: entranceTo(deps.door) };
  const reportError = (error: unknown) => deps.lines.error("a request failed below the API", { error });
  const proxies = readNetworks(config.http.proxies);
  const options = { host, port, clock, fetch: api.app.fetch, webSocket, reportError, proxies };
  if (enabled && !isTls) server = tryListen(() => startHttpServer(options));
  // Never in clear text where https is wanted: passwords would go over the wire.
  const { tls } = deps;
  if (enabled && isTls)
    server = tls ? tryListen(() => startHttpServer({ ...options, tls })) : noCertificate();
  return {
    listeners,
    /** The bound port; undefined when it does not listen. */
    port: isListening(server) ? server.port : undefined,
    url: isListening(server) ? `${isTls ? "https" : "http"}://127.0.0.1:${server.port}/` : undefined,
    /** New connections get the new certificate. */
    replaceTls(pair: Pair): void {
      if (isTls && isListening(server)) server.replaceTls(pair);
    },
    async close() {
      await redirecting.close();
      if (isListening(server)) await server.stop(LISTENER_CLOSE_MS);
      refusals.close();
      ops.close();
      live.close();
      feed.close();
    },
  };
}

/** Products and what belongs to them. */
function mountProducts(api: Api, stores: Stores, { config, clock }: Pick<WebDeps, "config" | "clock">): void {
  const { products, db, registerMaps } = stores;
  const { audit } = stores.accounts;
  const sections = [registerMaps.section];
  api.mount(
    productsRoutes({
      ...{ db, products, audit },
      countDevices: (keys, reach) => countWithin(stores, keys, reach),
      sections,
      tryMapping: makeMappingTrial({ clock, retentionDays: config.telemetry.retentionDays }),
    }),
  );
  api.mount(thingModelRoutes({ products, versions: stores.versions, audit }));
  api.mount(registerRoutes({ ...stores, audit }));
  api.mount(templateRoutes({ ...stores, clock, sections, audit }));
  api.mount(streamRoutes(streamDeps(stores, clock)));
}

interface WebParts {
  readonly live: Live;
  readonly feed: Feed;
  readonly requestLimit: RequestLimit;
  readonly refusals: RefusalTrail;
}

function makeWebApi(deps: WebDeps, { live, feed, requestLimit, refusals }: WebParts, ops: Ops): Api {
  const { config, clock, lines, stores, plane, fieldbus, state, mqtt } = deps;
  const { accounts, products, devices, topology, tags, groups, views, telemetry, journal } = stores;
  const { audit } = accounts;
  const resolveDevice = resolverOf(devices);
  const logRefusal = makeRefusalLines(lines, clock);
  const api = makeApi({
    authenticate: accounts.authenticate,
    onRightsChange: accounts.onRightsChange,
    reportError: (error, request) => lines.error("a request failed", { error, ...request }),
    reportRefusal(refusal) {
      logRefusal(refusal);
      refusals.report(refusal);
    },
    version: VERSION,
    defaultLanguage: config.language,
    answers: stores.replies,
    examples: API_EXAMPLES,
    headers: strictTransport(config),
    requestLimit,
  });
  api.mount(
    accountsRoutes(accounts, {
      needs: () => needsOf(api),
      productOf: (name) => devices.findByName(name)?.productKey,
      timeZone: siteOf(config).timeZone,
    }),
  );
  mountProducts(api, stores, { config, clock });
  api.mount(devicesRoutes({ ...stores, audit, clock }));
  api.mount(downlinkRoutes({ downlink: plane.downlink, devices, audit }));
  api.mount(bulkRoutes({ ...stores, clock, audit }));
  api.mount(
    telemetryRoutes({
      ...{ telemetry, clock, audit, resolveDevice, listDevices: listWithin(stores), site: siteOf(config) },
      lastSeq: () => stores.log.stats().lastSeq,
      describeProperty: describePropertyOf(products),
    }),
  );
  api.mount(logRoutes(logViewOf(stores, config)));
  api.mount(deadLetterRoutes({ deadLetters: stores.deadLetters, audit }));
  api.mount(journalRoutes({ journal, resolveDevice }));
  api.mount(liveRoutes({ live, clock, resolveDevice }));
  api.mount(feedRoutes({ feed, clock, membersOf: membersOf(stores) }));
  api.mount(accessRoutes({ adapters, caPem: () => state.caPem }));
  api.mount(aclRoutes(aclDeps(stores)));
  api.mount(
    mqttRoutes({ view: mqtt.clients, stats: () => mqtt.broker.stats(), audit, nameOf: nameClients(stores) }),
  );
  api.mount(
    tlsRoutes({
      expiresAt: () => state.tlsExpiresAt?.(),
      issueClient: () => state.issueClient,
      ...{ caPem: () => state.caPem, certificates: makeCertificateRecords(stores), audit },
    }),
  );
  api.mount(credentialRoutes({ devices, book: stores.credentials.book, audit, clock }));
  api.mount(protectionRoutes({ protection: plane.protection, audit }));
  const hasProduct = (productKey: string) => products.find(productKey) !== undefined;
  api.mount(diagnosisRoutes({ diagnosis: plane.diagnosis, hasProduct, audit }));
  api.mount(importRoutes({ jobs: stores.jobs, uploads: stores.uploads, audit }));
  api.mount(generateRoutes({ jobs: stores.jobs, devices, products, groups, audit }));
  api.mount(exportRoutes({ devices, tags, groups, topology, views, clock, audit }));
  api.mount(loginTrialRoutes({ tryLogin: makeLoginTrial(stores, { clock, ingest: plane.ingest }) }));
  api.mount(jobsRoutes({ jobs: stores.jobs, audit }));
  api.mount(fieldbusApi(stores, fieldbus));
  api.mount(opsRoutes(ops));
  mountRoots(api, deps, ops);
  return api;
}

/** What stands beside the API, without sign-in. */
function mountRoots(api: Api, { config, plane, uiFolder }: WebDeps, ops: Ops): void {
  api.mountRoot(probeRoutes(ops, config.http.metrics));
  api.mountRoot(registrationRoutes({ gate: plane.gate }));
  api.mountRoot(uiRoutes(uiFolder === undefined ? {} : { folder: uiFolder }));
}

/** The actions that mean something in each area. */
function needsOf(api: Api): Need[] {
  return api
    .routes()
    .flatMap(({ spec: { tag: area, allow } }) =>
      allow === "anyone" || allow === "signed-in" ? [] : [{ area, action: allow }],
    );
}

function resolverOf(devices: Stores["devices"]) {
  return (productKey: string, deviceName: string) => devices.find(productKey, deviceName)?.id;
}

/** Whose days and shifts the queries go by. */
function siteOf({ site }: Config): Site {
  return {
    timeZone: site.timeZone ?? ownTimeZone(),
    startMin: readClock(site.dayStart) ?? 0,
    shiftMins: readClocks(site.shifts) ?? [],
  };
}

/** Devices of which at least a property is reached. */
function listWithin({ devices, groups }: Stores): TelemetryRoutesDeps["listDevices"] {
  return ({ reach, ...page }) =>
    devices.list({ ...page, reach: reachFilter(reach, groups, { isPart: true }) });
}

/** How many devices of each product are reached. */
function countWithin({ devices, groups }: Stores, keys: readonly string[], reach?: Reach) {
  const within = reach && reachFilter(reach, groups);
  if (within === undefined) return devices.countByProduct(keys);
  return new Map(keys.map((productKey) => [productKey, devices.countOf({ productKey, reach: within })]));
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

/** What routes of data streams look at: of a product's devices those that were heard last. */
function streamDeps({ products, devices, telemetry }: Stores, clock: WebDeps["clock"]): StreamRoutesDeps {
  const sort = { by: "lastSeen", isDescending: true } as const;
  return {
    ...{ products, clock, stored: telemetry },
    resolveDevice: (productKey, deviceName) => devices.find(productKey, deviceName)?.id,
    listDeviceIds: (productKey, limit) =>
      devices.page({ productKey }, { sort, limit }).items.map(({ id }) => id),
  };
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

export const MQTT_PATH = "/mqtt";

function entranceTo(door: WebSocketDoor | undefined): WebSocketEntrance<WebSocketPeer> | undefined {
  return door && { path: MQTT_PATH, upgrade: (...request) => door.upgrade(...request) };
}

function tryListen(start: () => HttpServer): HttpServer | ListenError {
  try {
    return start();
  } catch (error) {
    if (error instanceof ListenError) return error;
    throw error;
  }
}

function isListening(server: HttpServer | ListenError | undefined): server is HttpServer {
  return server !== undefined && !(server instanceof ListenError);
}

/** The plain port beside https, where one is wanted. */
function startRedirecting({ config, clock }: WebDeps, securePort: () => number | undefined) {
  const { enabled, tls, host, redirectPort: port } = config.http;
  if (!enabled || !tls || port === undefined) return { reports: () => [], close: async () => {} };
  const server = tryListen(() => startRedirect({ host, port, securePort, clock }));
  return {
    reports: () => [describeWeb(server, { host, port, tls: false, name: "http-redirect" })],
    close: async () => {
      if (isListening(server)) await server.stop(0);
    },
  };
}

function noCertificate(): ListenError {
  return new ListenError("bad certificate", { cause: undefined });
}

interface WebSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly name?: string;
}

/** An HTTP listener in the list of listeners; a request is a message. */
function describeWeb(
  server: HttpServer | ListenError | undefined,
  { host, port, tls: isTls, name = "http" }: WebSettings,
): ListenerReport {
  const base = {
    name,
    protocol: "http",
    host,
    isTls,
    bytesIn: 0,
    bytesOut: 0,
    lastError: undefined,
  };
  if (!isListening(server)) {
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
