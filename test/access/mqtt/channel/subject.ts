import { ClientSession } from "../../../../src/access/mqtt/broker/session.ts";
import { step } from "../../../../src/access/mqtt/channel/channel.ts";
import {
  type Channel,
  type Input,
  makeChannel,
  type Port,
  type Receipt,
} from "../../../../src/access/mqtt/channel/state.ts";
import { TYPE } from "../../../../src/access/mqtt/wire/packet.ts";
import { ok } from "../../../../src/spine/result.ts";
import { LIMITS } from "../bench.ts";

const PRINCIPAL = { deviceId: 1, productKey: "pk", deviceName: "d1", dialect: "plain" };

export const NO_WILL = { properties: new Uint8Array(), expiryS: -1 };

/** A channel whose doings are recorded; messages get the `receipt` that was set last. */
export function makeSubject(limits: Partial<typeof LIMITS> = {}) {
  const done: unknown[][] = [];
  const session = new ClientSession("d:1");
  let receipt: Receipt = "gate";
  const note =
    (name: string) =>
    (...args: unknown[]): void => {
      done.push([name, ...args]);
    };
  const port: Port = {
    ack: note("ack"),
    pong: note("pong"),
    send: (packet) => done.push(["send", packet.cmd]),
    authenticate: (terms) => done.push(["authenticate", terms.clientId]),
    makeClientId: () => "auto-1",
    attach: (admission) => {
      done.push(["attach", admission.kind]);
      return { session, isPresent: false };
    },
    open: note("open"),
    receive: (packet, place) => {
      done.push(["receive", packet.topic, place]);
      return receipt;
    },
    sendDirect: ({ topic }) => {
      done.push(["direct", topic]);
      return true;
    },
    receivedAgain: note("receivedAgain"),
    released: note("released"),
    acknowledged: note("acknowledged"),
    received: (id) => id < 10,
    completed: note("completed"),
    subscriptionQos: (filter) => (filter === "foreign" ? undefined : 2),
    subscribe: (filter) => {
      done.push(["subscribe", filter]);
      return true;
    },
    unsubscribe: (filter) => filter === "own",
    sendRetained: note("retained"),
    hold: note("hold"),
    release: note("release"),
    report: (reason, subject) => done.push(["report", reason.code, subject]),
    parting: note("parting"),
    finish: note("finish"),
  };
  const channel = makeChannel({ ...LIMITS, ...limits }, port, 0);
  return {
    channel,
    take: () => done.splice(0),
    answer: (next: Receipt) => {
      receipt = next;
    },
  };
}

export function publishInput(qos: 0 | 1 | 2, id: number): Input {
  const nothing = Buffer.alloc(0);
  const packet = {
    type: TYPE.publish,
    qos,
    id,
    topic: "t",
    isRetain: false,
    isDuplicate: false,
    payload: nothing,
    properties: nothing,
    expiryS: -1,
    frame: undefined,
    idAt: 0,
    version: 4 as const,
  };
  return { kind: "packet", packet };
}

export function login(channel: Channel, version: 4 | 5 = 4): void {
  const connect = { cmd: "connect" as const, clientId: "d1", clean: true, keepalive: 10 };
  step(channel, { kind: "packet", packet: { type: TYPE.connect, version, connect, will: NO_WILL } }, 0);
  step(channel, { kind: "authenticated", result: ok({ kind: "device", principal: PRINCIPAL }) }, 0);
}
