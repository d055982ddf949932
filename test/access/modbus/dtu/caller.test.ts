import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Principal } from "../../../../src/access/adapter.ts";
import { Caller } from "../../../../src/access/modbus/dtu/caller.ts";
import type { DtuTransport, WaitingLink } from "../../../../src/access/modbus/dtu/identify.ts";
import type { Wire, WireEvents } from "../../../../src/access/modbus/link/wire.ts";
import { type ErrorCode, failure } from "../../../../src/spine/error.ts";
import { err, ok } from "../../../../src/spine/result.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { sealed } from "../../../harness/modbus/serial-line.ts";
import { until } from "../../../harness/until.ts";
import { FakeConn } from "./fake-conn.ts";

const YUDAO: DtuTransport["identification"] = { by: "yudao", productKey: "pk", deviceName: "dn" };
const TEXT: DtuTransport["identification"] = { by: "text", text: "REG01" };
const PRINCIPAL: Principal = { deviceId: 3, productKey: "pk", deviceName: "dn", dialect: "yudao" };

interface Rig {
  readonly conn: FakeConn;
  readonly caller: Caller;
  readonly clock: ReturnType<typeof makeManualClock>;
  /** Links that were given the wire. */
  readonly attached: string[];
  readonly received: () => string;
  readonly lost: string[];
  readonly strangers: string[];
  readonly presence: string[];
  readonly refusals: string[];
  wire: Wire | undefined;
  /** Whether the next login holds. */
  isLetIn: boolean;
  refusal: ErrorCode;
  drop: () => void;
}

function start(
  links: readonly {
    identification: DtuTransport["identification"];
    heartbeat?: string;
    framing?: "rtu" | "tcp";
  }[],
): Rig {
  const clock = makeManualClock();
  const conn = new FakeConn();
  const chunks: Uint8Array[] = [];
  const waiting = links.map(
    ({ identification, heartbeat, framing = "rtu" }, index): WaitingLink => ({
      id: String(index),
      transport: {
        kind: "dtu",
        framing,
        identification,
        ...(heartbeat && { heartbeat: { text: heartbeat } }),
      },
    }),
  );
  const [attached, lost, strangers, presence, refusals]: string[][] = [[], [], [], [], []] as string[][];
  const rig = {
    ...{ conn, clock, wire: undefined as Wire | undefined, isLetIn: true, drop: () => {} },
    refusal: "unknown_device" as ErrorCode,
    ...{ attached: attached ?? [], lost: lost ?? [], strangers: strangers ?? [] },
    ...{ presence: presence ?? [], refusals: refusals ?? [] },
    received: () => Buffer.concat(chunks).toString("latin1"),
  };
  const caller = new Caller(conn, {
    clock,
    links: () => waiting,
    attach(id, makeWire) {
      rig.attached.push(id);
      const events: WireEvents = {
        received: (chunk) => void chunks.push(new Uint8Array(chunk)),
        lost: (reason) => void rig.lost.push(reason),
      };
      rig.wire = makeWire(events);
    },
    onStranger: (_, packet) => void rig.strangers.push(Buffer.from(packet).toString("latin1")),
    async admit() {
      const link = waiting.find(({ transport }) => transport.identification.by === "yudao");
      const why = failure(rig.refusal);
      return rig.isLetIn && link
        ? ok({ link, principal: PRINCIPAL })
        : err({ why, code: 400, message: "no" });
    },
    enter(principal, address, drop) {
      rig.presence.push(`${principal.deviceName} ${address}`);
      rig.drop = drop;
      return () => void rig.presence.push("gone");
    },
    onRefused: ({ code }) => void rig.refusals.push(code),
  });
  return Object.assign(rig, { caller });
}

function say({ caller }: Rig, text: string | Buffer): void {
  caller.received(Buffer.from(text));
}

const LOGIN_TEXT = '{"method":"auth","params":{"username":"dn&pk","password":"secret"}}';
const LOGIN = sealed(Buffer.concat([Buffer.of(1, 0x41, LOGIN_TEXT.length), Buffer.from(LOGIN_TEXT)]));
const TCP_LOGIN = Buffer.concat([
  Buffer.from([0, 9, 0, 0, 0, LOGIN_TEXT.length + 3, 1, 0x41, LOGIN_TEXT.length]),
  Buffer.from(LOGIN_TEXT),
]);

function answers({ conn }: Rig): string[] {
  return conn.sent.map((frame) => frame.toString("latin1").replace(/^[^{]*|[^}]*$/g, ""));
}

const DONE = '{"method":"auth","code":0,"message":"success"}';
const REFUSED = '{"method":"auth","code":400,"message":"no"}';

test("a packet that comes in bits, with heartbeats around it, makes the connection the link's wire", () => {
  const rig = start([{ identification: TEXT, heartbeat: "PING" }]);
  for (const byte of Buffer.from("PINGREG01")) say(rig, Buffer.of(byte));
  expect([rig.attached, rig.strangers]).toEqual([["0"], []]);
  say(rig, "PING");
  rig.wire?.send(Buffer.from("ask"));
  expect([rig.received(), rig.conn.sent.map(String)]).toEqual(["PING", ["ask"]]);
  rig.caller.closed();
  expect([rig.lost, rig.clock.pending()]).toEqual([["closed by the DTU"], 0]);
});

test("over TCP frames nothing but frames comes through, the registration packet once more included", () => {
  const rig = start([{ identification: TEXT, heartbeat: "PING", framing: "tcp" }]);
  const reply = Buffer.from([0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 42]);
  say(rig, "REG01PI");
  for (const byte of Buffer.concat([
    Buffer.from("NG"),
    reply,
    Buffer.from("REG01PING"),
    reply,
    Buffer.from("PING"),
  ]))
    say(rig, Buffer.of(byte));
  expect(rig.received()).toBe(Buffer.concat([reply, reply]).toString("latin1"));
});

test("a caller that no link knows is told of by its first bytes, whether it waits or hangs up", () => {
  const waits = start([{ identification: TEXT }]);
  say(waits, "HELLO");
  waits.clock.advance(299);
  expect([waits.strangers, waits.conn.isOpen]).toEqual([[], true]);
  waits.clock.advance(1);
  expect([waits.strangers, waits.conn.isOpen, waits.clock.pending()]).toEqual([["HELLO"], false, 0]);
  const gone = start([{ identification: TEXT }]);
  say(gone, "HI");
  gone.caller.closed();
  const long = start([{ identification: TEXT }]);
  say(long, "x".repeat(5_000));
  long.clock.advance(300);
  expect([gone.strangers, long.strangers.map(({ length }) => length)]).toEqual([["HI"], [512]]);
});

test("who says nothing is sent away after a minute; who is known by its address need not speak", () => {
  const silent = start([{ identification: TEXT }]);
  silent.clock.advance(59_999);
  expect(silent.conn.isOpen).toBe(true);
  silent.clock.advance(1);
  expect([silent.conn.isOpen, silent.attached, silent.clock.pending()]).toEqual([false, [], 0]);
  const site = start([{ identification: { by: "address", address: "10.0.0.9" } }]);
  site.clock.advance(0);
  expect(site.attached).toEqual(["0"]);
  const both = start([{ identification: { by: "address", address: "10.0.0.9" } }, { identification: TEXT }]);
  both.clock.advance(0);
  expect(both.attached).toEqual([]);
  both.clock.advance(300);
  expect(both.attached).toEqual(["0"]);
});

test("a wire that brings nothing for too long is given up: sooner where heartbeats are due", () => {
  const idleOf = (heartbeat: string) => {
    const rig = start([{ identification: TEXT, heartbeat }]);
    say(rig, "REG01");
    rig.clock.advance(500_000);
    say(rig, "PING");
    rig.clock.advance(599_999);
    const wasOpen = rig.conn.isOpen;
    rig.clock.advance(1);
    const isOpen = rig.conn.isOpen;
    rig.clock.advance(1_200_000);
    return [wasOpen, isOpen, rig.conn.isOpen, rig.lost, rig.clock.pending()];
  };
  const lost = ["nothing came for too long"];
  expect([idleOf("PING"), idleOf("")]).toEqual([
    [true, false, false, lost, 0],
    [true, true, false, lost, 0],
  ]);
});

test("a login in single bytes, glued to others, and again on the wire that stands", async () => {
  const rig = start([{ identification: YUDAO }]);
  for (const byte of Buffer.concat([Buffer.from("PING"), LOGIN])) say(rig, Buffer.of(byte));
  await until(() => rig.attached.length === 1, "the wire");
  expect([answers(rig), rig.presence]).toEqual([[DONE], ["dn 10.0.0.9:5000"]]);
  const reply = sealed(Buffer.of(1, 3, 2, 0, 42));
  say(rig, Buffer.concat([reply, LOGIN, reply]));
  await until(() => rig.conn.sent.length === 2, "the second answer");
  expect([answers(rig), rig.attached, rig.conn.isOpen]).toEqual([[DONE, DONE], ["0"], true]);
  expect(rig.received().startsWith(reply.toString("latin1"))).toBe(true);
  rig.caller.closed();
  expect([rig.presence.at(-1), rig.lost]).toEqual(["gone", ["closed by the DTU"]]);
});

test("over TCP frames logins are answered under their number, and are no frames of the link", async () => {
  const rig = start([{ identification: YUDAO, framing: "tcp" }]);
  const reply = Buffer.from([0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 42]);
  say(rig, Buffer.concat([TCP_LOGIN, reply.subarray(0, 4)]));
  await until(() => rig.attached.length === 1, "the wire");
  say(rig, Buffer.concat([reply.subarray(4), TCP_LOGIN, reply]));
  await until(() => rig.conn.sent.length === 2, "the second answer");
  expect(rig.received()).toBe(Buffer.concat([reply, reply]).toString("latin1"));
  expect(rig.conn.sent.map((frame) => frame.subarray(0, 4).toString("hex"))).toEqual([
    "00090000",
    "00090000",
  ]);
});

test("a login that is refused is answered, counted, told of without its password, and hung up on", async () => {
  const rig = start([{ identification: YUDAO }]);
  rig.isLetIn = false;
  say(rig, LOGIN);
  await until(() => !rig.conn.isOpen, "the end");
  expect([answers(rig), rig.refusals, rig.attached, rig.clock.pending()]).toEqual([
    [REFUSED],
    ["unknown_device"],
    [],
    0,
  ]);
  expect(rig.strangers[0]).toContain('"username":"dn&pk","password":"******"}}');
});

test("one that stands and is refused the next time is ended, and so is one whose device is sent away", async () => {
  const rig = start([{ identification: YUDAO }]);
  say(rig, LOGIN);
  await until(() => rig.attached.length === 1, "the wire");
  rig.isLetIn = false;
  rig.refusal = "internal";
  say(rig, LOGIN);
  await until(() => rig.conn.sent.length === 2, "the second answer");
  expect([rig.conn.isOpen, rig.lost]).toEqual([true, []]);
  rig.refusal = "unknown_device";
  say(rig, LOGIN);
  await until(() => !rig.conn.isOpen, "the end");
  expect([answers(rig).at(-1), rig.lost, rig.presence.at(-1)]).toEqual([REFUSED, ["login refused"], "gone"]);
  const kicked = start([{ identification: YUDAO }]);
  say(kicked, LOGIN);
  await until(() => kicked.attached.length === 1, "the wire");
  kicked.drop();
  expect([kicked.conn.isOpen, kicked.lost, kicked.clock.pending()]).toEqual([false, ["logged out"], 0]);
});

test("who hangs up while its login is looked at leaves nothing behind", async () => {
  const rig = start([{ identification: YUDAO }]);
  say(rig, LOGIN);
  rig.conn.isOpen = false;
  rig.caller.closed();
  await Bun.sleep(0);
  expect([rig.attached, rig.presence, rig.conn.sent, rig.clock.pending()]).toEqual([[], [], [], 0]);
});

test("no bytes make it fail, and none make it keep more than a packet", () => {
  const links = [
    { identification: TEXT, heartbeat: "PING" },
    { identification: YUDAO },
    { identification: { by: "pattern", pattern: "SN\\d+" } as const, framing: "tcp" as const },
    { identification: { by: "onenet", productId: "1", deviceName: "d" } as const },
  ];
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    fc.constantFrom("REG01", "PING", "SN12", '\x01A\x02{"').map((text) => new Uint8Array(Buffer.from(text))),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.constantFrom(0, 10, 400)), { maxLength: 8 }), (pieces) => {
      const rig = start(links);
      for (const [chunk, waitMs] of pieces) {
        if (rig.conn.isOpen) say(rig, Buffer.from(chunk));
        rig.clock.advance(waitMs);
      }
      rig.caller.closed();
      expect([rig.clock.pending(), rig.strangers.every(({ length }) => length <= 512)]).toEqual([0, true]);
    }),
    { seed: 8502 },
  );
});
