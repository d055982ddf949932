// The room with a registry in memory, a clock that stands still, and links that remember what they were given.

import { openDatabase } from "../../src/db/db.ts";
import { openDevices } from "../../src/devices/devices.ts";
import { type DownlinkOptions, openDownlink } from "../../src/downlink/downlink.ts";
import type { Cursor, LogBatch } from "../../src/log/log.ts";
import { openProducts } from "../../src/products/products.ts";
import type { DeviceSession, SessionLink } from "../../src/sessions/sessions.ts";
import type { LogEvent, PropertyEvent, ReplyEvent } from "../../src/spine/event.ts";
import { COMMAND_MODEL } from "../codec/command/goldens.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

/** A log that tells its readers what `offer` gives it. */
function makeFakeLog() {
  const appended: LogEvent[] = [];
  const listeners = new Set<(events: readonly LogEvent[]) => void>();
  let wake: ((batch: LogBatch | undefined) => void) | undefined;
  const waiting: LogBatch[] = [];
  const cursor: Cursor = {
    next: () =>
      waiting.length > 0
        ? Promise.resolve(waiting.shift())
        : new Promise((resolve) => {
            wake = resolve;
          }),
    commit() {},
    lag: () => 0,
    close: () => wake?.(undefined),
  };
  return {
    appended,
    log: {
      append: (events: readonly LogEvent[]) => void appended.push(...events),
      openCursor: () => cursor,
      onDurable(listener: (events: readonly LogEvent[]) => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    async offer(event: LogEvent) {
      for (const listener of listeners) listener([event]);
      const batch = { events: [event], lastSeq: 1, gap: undefined };
      if (wake === undefined) waiting.push(batch);
      else wake(batch);
      await Bun.sleep(0);
    },
  };
}

export interface Sent {
  readonly topic: string;
  readonly body: ReturnType<typeof JSON.parse>;
}

export function makeWorld() {
  const clock = makeManualClock();
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  const devices = openDevices({ db, products, clock });
  products.create({ productKey: "pk", name: "Pump" }, "test");
  products.setModel("pk", COMMAND_MODEL, "test");
  const device = devices.create({ productKey: "pk", deviceName: "d1" }, "test");
  const fake = makeFakeLog();
  const open = new Map<number, DeviceSession>();
  const sent: Sent[] = [];
  const options: DownlinkOptions = {
    ...{ db, clock, devices, log: fake.log },
    sessions: { find: (id) => open.get(id) },
    onError(error) {
      throw error;
    },
  };
  let downlink = openDownlink(options);
  const world = {
    ...{ clock, devices, device, sent, fake },
    get downlink() {
      return downlink;
    },
    /** Puts the device online; `isDeaf` ones take nothing. */
    connect(link: Partial<SessionLink> & { isDeaf?: boolean } = {}, dialect = "onenet") {
      const peer = { deviceId: device.id, productKey: "pk", deviceName: "d1", protocol: "mqtt", dialect };
      open.set(device.id, {
        ...{ id: 1, peer, sinceMs: 0, gateway: undefined },
        link: {
          address: "1.2.3.4:5",
          deliver(topic, payload) {
            if (link.isDeaf) return false;
            sent.push({ topic, body: JSON.parse(new TextDecoder().decode(payload)) });
            return true;
          },
          close() {},
          ...link,
        },
      });
      downlink.noteOnline(device.id);
    },
    disconnect: () => void open.delete(device.id),
    set(params: Record<string, unknown>, { expiresInMs = 60_000, timeoutMs = 5_000 } = {}) {
      const wish = { kind: "property_set", params } as const;
      const result = downlink.submit(device, { wish, expiresInMs, timeoutMs }, "ann");
      if (!result.ok) throw new Error(result.error.code);
      return result.value;
    },
    answer: (reqId: string, more: Partial<ReplyEvent> = {}) =>
      fake.offer({ ...makeReply(device.id, reqId), ...more }),
    report: (property: string, value: boolean | number) => fake.offer(makeReport(device.id, property, value)),
    /** Opens the room anew on the same tables. */
    async restart() {
      await downlink.close();
      downlink = openDownlink(options);
    },
    states: () =>
      fake.appended.flatMap((event) =>
        event.kind === "event" ? [`${event.reqId} ${event.output.state}`] : [],
      ),
  };
  return world;
}

function headOf(deviceId: number, reqId: string) {
  const names = { deviceId, productKey: "pk", deviceName: "d1" };
  return { seq: 1, ...names, ts: 0, recvTs: 0, protocol: "mqtt", dialect: "onenet", reqId };
}

export function makeReply(deviceId: number, reqId: string): ReplyEvent {
  return { ...headOf(deviceId, reqId), kind: "reply", method: "thing.property.set", code: 200, output: {} };
}

export function makeReport(deviceId: number, property: string, value: boolean | number): PropertyEvent {
  return { ...headOf(deviceId, ""), kind: "property", points: [{ property, ts: 0, value, quality: 0 }] };
}
