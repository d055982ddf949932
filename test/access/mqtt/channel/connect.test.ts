import { expect, test } from "bun:test";
import type { IConnectPacket } from "mqtt-packet";
import { makeConnack, readConnect } from "../../../../src/access/mqtt/channel/connect.ts";
import { TYPE } from "../../../../src/access/mqtt/wire/packet.ts";
import { LIMITS } from "../bench.ts";

const WILL = { properties: Buffer.from("0101", "hex"), expiryS: 9 };

function read(connect: IConnectPacket, version: 4 | 5) {
  return readConnect({ type: TYPE.connect, version, connect, will: WILL }, LIMITS);
}

test("what CONNECT asked for, in our terms", () => {
  const terms = read(
    {
      cmd: "connect",
      clientId: "d1",
      clean: false,
      keepalive: 60,
      username: "u",
      password: Buffer.from("p"),
      will: {
        topic: "t",
        payload: Buffer.from("bye"),
        qos: 1,
        retain: false,
        properties: { willDelayInterval: 5 },
      },
      properties: {
        sessionExpiryInterval: 100,
        receiveMaximum: 10,
        maximumPacketSize: 500,
        requestProblemInformation: false,
      },
    },
    5,
  );
  expect(terms).toEqual({
    version: 5,
    clientId: "d1",
    username: "u",
    password: new Uint8Array([112]),
    isCleanStart: false,
    askedKeepaliveS: 60,
    keepaliveS: 60,
    sessionExpiryS: 100,
    askedExpiryS: 100,
    will: {
      topic: "t",
      payload: new Uint8Array([98, 121, 101]),
      qos: 1,
      isRetain: false,
      delayS: 5,
      ...WILL,
    },
    peerReceiveMaximum: 10,
    peerPacketBytes: 500,
    peerAliasMaximum: 0,
    wantsReasons: false,
    wantsResponseTopic: false,
  });
});

test("the password is a copy, not a view into the socket's buffer", () => {
  const password = Buffer.from("secret");
  const terms = read({ cmd: "connect", clientId: "d1", clean: true, username: "u", password }, 4);
  password.fill(0);
  expect("code" in terms ? terms : Buffer.from(terms.password ?? []).toString()).toBe("secret");
});

test("3.1.1 is acknowledged without properties", () => {
  const terms = read({ cmd: "connect", clientId: "d1", clean: true, keepalive: 0 }, 4);
  if ("code" in terms) throw new Error(terms.code);
  expect([terms.keepaliveS, makeConnack(terms, LIMITS, { isPresent: false, isAssigned: false })]).toEqual([
    0,
    { cmd: "connack", returnCode: 0, sessionPresent: false },
  ]);
});
