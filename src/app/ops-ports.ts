import type { ListenerReport, Listeners } from "../access/listeners.ts";
import { brokerMetrics } from "../access/mqtt/broker/stats.ts";
import type { Mqtt } from "../access/mqtt/mqtt.ts";
import { keyMetrics } from "../accounts/keys/metrics.ts";
import { lockoutMetrics } from "../accounts/lockout/metrics.ts";
import { reachFilter } from "../devices/listing/reach-filter.ts";
import { deviceMetrics } from "../devices/metrics.ts";
import { diagnosisMetrics } from "../diagnosis/diagnosis.ts";
import type { Disk } from "../disk/disk.ts";
import { downlinkMetrics } from "../downlink/metrics.ts";
import { busStatuses } from "../fieldbus/bus-status.ts";
import { type RequestLimit, requestLimitMetrics } from "../http/http.ts";
import { reportMetrics } from "../ingest/metrics.ts";
import { jobMetrics } from "../jobs/metrics.ts";
import { journalMetrics } from "../journal/metrics.ts";
import { hostAddresses } from "../kit/host-addresses.ts";
import { deadLetterMetrics } from "../log/delivery/metrics.ts";
import type { OpsPorts } from "../ops/ops.ts";
import { protectionMetrics } from "../protection/protection.ts";
import { sessionMetrics } from "../sessions/metrics.ts";
import { shelfMetrics } from "../shelf/shelf.ts";
import { telemetryMetrics } from "../telemetry/metrics.ts";
import { tlsMetrics } from "../tls/tls.ts";
import type { DevicePlane } from "./device-plane.ts";
import type { FieldbusPlane } from "./fieldbus-plane.ts";
import type { State } from "./setting.ts";
import type { Stores } from "./stores.ts";

interface OpsDeps {
  readonly stores: Stores;
  readonly disk: Disk;
  readonly plane: DevicePlane;
  readonly fieldbus: FieldbusPlane;
  readonly listeners: Listeners;
  readonly state: Readonly<State>;
  readonly mqtt: Mqtt;
}

interface OpsParts {
  /** Those for HTTP, which are not among the others. */
  readonly listeners: () => ListenerReport[];
  readonly requestLimit: RequestLimit;
}

/** What health, overview and metrics ask of the other rooms. */
export function makeOpsPorts(deps: OpsDeps, { listeners, requestLimit }: OpsParts): OpsPorts {
  const { stores } = deps;
  return {
    log: stores.log,
    disk: () => deps.disk.report(),
    listeners: () => [...listeners(), ...deps.listeners.infos(), ...deps.fieldbus.listeners()],
    devices(reach) {
      const within = reach && reachFilter(reach, stores.groups);
      return within ? stores.devices.countsOf({ reach: within }) : stores.devices.counts();
    },
    countProducts: (isShown) =>
      isShown ? stores.products.list({ isShown, limit: 1 }).total : stores.products.count(),
    ingest: () => deps.plane.ingest.stats(),
    buses: (count) => busStatuses({ fieldbus: stores.fieldbus, engine: deps.fieldbus.engine }, count),
    hosts: hostAddresses,
    isReady: () => deps.state.isReady,
    countDeadLetters: () => stores.deadLetters.counts().reduce((sum, one) => sum + one.count, 0),
    moreMetrics: () => [
      ...telemetryMetrics(stores.telemetry.stats()),
      ...jobMetrics(stores.jobs.stats()),
      ...journalMetrics(stores.journal.stats()),
      ...shelfMetrics(stores.shelf.stats()),
      ...brokerMetrics(deps.mqtt.broker.stats()),
      ...sessionMetrics(deps.plane.sessions),
      ...deviceMetrics(stores),
      ...reportMetrics(deps.plane),
      ...tlsMetrics(deps.state.tlsExpiresAt?.()),
      ...requestLimitMetrics(requestLimit),
      ...protectionMetrics(deps.plane.protection.stats()),
      ...lockoutMetrics(stores.accounts),
      ...keyMetrics(stores.accounts.keys),
      ...diagnosisMetrics(deps.plane.diagnosis),
      ...downlinkMetrics(deps.plane.downlink.stats()),
      ...deps.fieldbus.metrics(),
      ...deadLetterMetrics(stores.deadLetters.counts()),
    ],
  };
}
