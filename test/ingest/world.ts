// A gateway with a session and devices around it; the log keeps what it is given and settles at once.

import { alink } from "../../src/codec/alink/alink.ts";
import type { Dialect } from "../../src/codec/dialect.ts";
import type { Device } from "../../src/devices/devices.ts";
import {
  GatewayChildren,
  type Ingest,
  type IngestOutcome,
  makeRequests,
  openIngest,
} from "../../src/ingest/ingest.ts";
import { DeviceSource } from "../../src/ingest/source.ts";
import { openSessions, type SessionLink, type Sessions } from "../../src/sessions/sessions.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import { ok } from "../../src/spine/result.ts";
import { openWorld } from "../devices/topology/world.ts";

/** A link that keeps what it is given. */
function makeLink(sent: { topic: string; payload: string }[]) {
  return {
    address: "10.0.0.1:5000",
    deliver(topic: string, payload: Uint8Array) {
      sent.push({ topic, payload: new TextDecoder().decode(payload) });
      return true;
    },
    close() {},
  };
}

interface Place {
  readonly sessions: Sessions;
  readonly ingest: Ingest;
  readonly link: SessionLink;
  readonly dialect: Dialect;
}

function connectDevice({ sessions, ingest, link, dialect }: Place, device: Device) {
  const { id: deviceId, productKey, deviceName } = device;
  const peer = { deviceId, productKey, deviceName, protocol: "mqtt", dialect: dialect.name };
  const session = sessions.open(peer, link);
  const source = ingest.openSource(device, { dialect, protocol: "mqtt", address: link.address, session });
  if (!(source instanceof DeviceSource)) throw new Error("a source of ingest");
  const say = (topic: string, body: unknown) => {
    const outcomes: IngestOutcome[] = [];
    const payload = new TextEncoder().encode(JSON.stringify(body));
    ingest.accept(source, { topic, payload, isAckNeeded: true }, (outcome) => outcomes.push(outcome));
    return outcomes[0];
  };
  return { session, source, say };
}

export function openGatewayWorld(dialect: Dialect = alink) {
  const world = openWorld();
  const { clock, devices, products, topology, tags, make } = world;
  const logged: LogEvent[] = [];
  const sent: { topic: string; payload: string }[] = [];
  const touched: number[] = [];
  const errors: unknown[] = [];
  const sessions = openSessions({
    clock,
    log: { append: (events) => void logged.push(...events) },
    onPresence: ({ deviceId, ...presence }) => devices.setPresence(deviceId, presence),
    graceMs: 90_000,
    takeStale: () => [],
  });
  const children = new GatewayChildren({ devices, products, topology, sessions });
  const requests = makeRequests({
    children,
    tags,
    latest: (deviceId) => [
      { property: "t", ts: 5, value: deviceId },
      { property: "u", ts: 6, value: "x" },
    ],
    onError: (error) => errors.push(error),
  });
  const ingest = openIngest({
    clock,
    devices: { touch: (id) => void touched.push(id) },
    retentionDays: 30,
    speakers: children,
    requests,
    log: {
      append(events, _cadence, settle) {
        logged.push(...events);
        settle?.(ok({ seq: logged.length }));
      },
    },
  });
  const link = makeLink(sent);
  const connect = (device: Device) => connectDevice({ sessions, ingest, link, dialect }, device);
  const gateway = make("gw", "g1");
  const bind = (...names: string[]) => {
    const bound = names.map((name) => make("sub", name));
    topology.bind(
      gateway,
      bound.map((child) => ({ child, isProven: false })),
      "test",
    );
    return bound;
  };
  return {
    ...{
      ...world,
      logged,
      sent,
      touched,
      errors,
      sessions,
      children,
      requests,
      ingest,
      connect,
      gateway,
      bind,
    },
    ...connect(gateway),
  };
}
