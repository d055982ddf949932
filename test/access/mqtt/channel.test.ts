import { expect, test } from "bun:test";
import {
  type Channel,
  type Input,
  makeChannel,
  type Port,
  step,
  timeToTick,
} from "../../../src/access/mqtt/channel.ts";
import { TYPE } from "../../../src/access/mqtt/wire/packet.ts";
import { failure } from "../../../src/spine/error.ts";
import { err, ok } from "../../../src/spine/result.ts";
import { LIMITS } from "./bench.ts";

const PRINCIPAL = { deviceId: 1, productKey: "pk", deviceName: "d1", dialect: "plain" };

/** A channel whose doings are recorded. */
function makeSubject(limits: Partial<typeof LIMITS> = {}) {
  const done: unknown[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      done.push([name, ...args]);
    };
  const port: Port = {
    ack: note("ack"),
    pong: note("pong"),
    publish: (publish) => done.push(["publish", publish.topic]),
    send: (packet) => done.push(["send", packet.cmd]),
    authenticate: (terms) => done.push(["authenticate", terms.clientId]),
    makeClientId: () => "auto-1",
    open: (principal) => {
      done.push(["open", principal.deviceName]);
      return true;
    },
    uplink: (topic) => done.push(["uplink", topic]),
    maySubscribe: () => true,
    hold: note("hold"),
    release: note("release"),
    report: (reason, subject) => done.push(["report", reason.code, subject]),
    close: note("close"),
  };
  const channel = makeChannel({ ...LIMITS, ...limits }, port, 0);
  return { channel, take: () => done.splice(0) };
}

function publish(qos: 0 | 1 | 2, id: number): Input {
  const packet = {
    type: TYPE.publish,
    qos,
    id,
    topic: "t",
    isRetain: false,
    isDuplicate: false,
    payload: new Uint8Array(),
  };
  return { kind: "packet", packet };
}

function login(channel: Channel, version: 4 | 5 = 4): void {
  const connect = { cmd: "connect" as const, clientId: "d1", clean: true, keepalive: 10 };
  step(channel, { kind: "packet", packet: { type: TYPE.connect, version, connect } }, 0);
  step(channel, { kind: "authenticated", result: ok(PRINCIPAL) }, 0);
}

test("the login: held, CONNACK before the session opens, released", () => {
  const { channel, take } = makeSubject();
  login(channel);
  expect(take()).toEqual([
    ["hold", "login"],
    ["authenticate", "d1"],
    ["send", "connack"],
    ["open", "d1"],
    ["release", "login"],
  ]);
});

test("a refused login is told and closed, and its late echo does nothing", () => {
  const { channel, take } = makeSubject();
  const connect = { cmd: "connect" as const, clientId: "d1", clean: true };
  step(channel, { kind: "packet", packet: { type: TYPE.connect, version: 4, connect } }, 0);
  step(channel, { kind: "authenticated", result: err(failure("bad_password")) }, 0);
  expect(take().slice(2)).toEqual([
    ["send", "connack"],
    ["close", "bad_password", true],
  ]);
  expect([step(channel, { kind: "authenticated", result: ok(PRINCIPAL) }, 0), take()]).toEqual([false, []]);
});

test("a peer with too much unsettled is held, and released at half", () => {
  const { channel, take } = makeSubject({ maxPendingUplinks: 4 });
  login(channel);
  take();
  for (let id = 1; id <= 4; id++) step(channel, publish(1, id), 0);
  expect(take().filter((one) => Array.isArray(one) && one[0] === "hold")).toEqual([["hold", "pending"]]);
  step(channel, { kind: "settled", outcome: { kind: "stored", seq: 1, reply: undefined } }, 0);
  expect(take()).toEqual([["ack", TYPE.puback, 1]]);
  step(channel, { kind: "settled", outcome: { kind: "stored", seq: 2, reply: undefined } }, 0);
  expect(take()).toEqual([
    ["ack", TYPE.puback, 2],
    ["release", "pending"],
  ]);
});

test("QoS 0 that is dropped or cannot be stored ends nothing", () => {
  const { channel, take } = makeSubject();
  login(channel);
  step(channel, publish(0, 0), 0);
  step(channel, publish(0, 0), 0);
  take();
  step(channel, { kind: "settled", outcome: { kind: "dropped" } }, 0);
  step(channel, { kind: "settled", outcome: { kind: "unavailable", failure: failure("log_full") } }, 0);
  expect([take(), channel.phase]).toEqual([[], "open"]);
});

test("deadlines: the login first, then the keep-alive, from the last packet", () => {
  const { channel, take } = makeSubject();
  expect(timeToTick(channel, 1_000)).toBe(9_000);
  login(channel);
  expect(timeToTick(channel, 0)).toBe(15_000);
  step(channel, { kind: "packet", packet: { type: TYPE.pingreq } }, 10_000);
  expect(timeToTick(channel, 10_000)).toBe(15_000);
  take();
  step(channel, { kind: "tick", isExcused: false }, 24_999);
  expect(take()).toEqual([]);
  step(channel, { kind: "tick", isExcused: false }, 25_000);
  expect([take(), timeToTick(channel, 25_000)]).toEqual([[["close", "keepalive_timeout", true]], undefined]);
});

test("a peer that we ourselves do not read is excused", () => {
  const { channel, take } = makeSubject();
  login(channel);
  take();
  step(channel, { kind: "tick", isExcused: true }, 60_000);
  expect([take(), timeToTick(channel, 60_000)]).toEqual([[], 15_000]);
});

test("a closed channel takes nothing", () => {
  const { channel, take } = makeSubject();
  login(channel);
  step(channel, { kind: "dismiss", failure: failure("kicked") }, 0);
  take();
  const deliver = { kind: "deliver", topic: "t", payload: new Uint8Array(), qos: 0, isSystem: true } as const;
  expect([step(channel, publish(1, 1), 0), step(channel, deliver, 0), take()]).toEqual([false, false, []]);
});
