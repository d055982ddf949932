import * as v from "valibot";
import { meaningOf } from "../../src/access/modbus/commission/frame-meaning.ts";
import type { Expected, Framing } from "../../src/access/modbus/frame/framing.ts";
import { encodeRequest, type ModbusRequest, replySizeOf } from "../../src/access/modbus/frame/request.ts";
import { RtuFraming } from "../../src/access/modbus/frame/rtu-framing.ts";
import { TcpFraming } from "../../src/access/modbus/frame/tcp-framing.ts";
import { answerRequest } from "../../src/access/modbus/server/answer.ts";
import { RegisterImage } from "../../src/access/modbus/server/register-image.ts";
import { findRequest } from "../../src/access/modbus/server/rtu-request.ts";
import { RegisterPointSchema } from "../../src/spine/register-map.ts";
import { sealed } from "../harness/modbus/serial-line.ts";
import type { FuzzTarget } from "./target.ts";

const READ: ModbusRequest = { functionCode: 3, unit: 5, address: 0, count: 2 };
const REPLY = Buffer.of(5, 3, 4, 0x41, 0xbc, 0, 0);
const REFUSAL = Buffer.of(5, 0x83, 2);
const inTcp = (body: Buffer) => Buffer.concat([Buffer.of(0, 1, 0, 0, 0, body.length), body]);

/** The first reply that is found; what is fed after it belongs to nobody. */
function firstReply(framing: Framing, chunks: readonly Buffer[]): string | undefined {
  const sent = encodeRequest(READ);
  const { unit, functionCode } = READ;
  const expected: Expected = { unit, functionCode, sizeBytes: replySizeOf(READ), sent };
  framing.wrap(sent);
  // Byte by byte: which of two replies comes first must not depend on how they were cut.
  for (const byte of Buffer.concat([...chunks])) {
    framing.feed(Uint8Array.of(byte));
    const reply = framing.take(expected);
    if (reply) return Buffer.from(reply).toString("hex");
  }
  framing.blame(expected);
  return undefined;
}

const rtu: FuzzTarget = {
  name: "modbus/rtu-framing",
  samples: [sealed(REPLY), sealed(REFUSAL), Buffer.concat([Buffer.from("PING"), sealed(REPLY)])],
  run: (chunks) => firstReply(new RtuFraming(Buffer.from("PING")), chunks),
};

const tcp: FuzzTarget = {
  name: "modbus/tcp-framing",
  samples: [inTcp(REPLY), inTcp(REFUSAL), Buffer.concat([inTcp(Buffer.of(6, 3, 2, 0, 0)), inTcp(REPLY)])],
  run: (chunks) => firstReply(new TcpFraming(), chunks),
};

const meaning: FuzzTarget = {
  name: "modbus/frame-meaning",
  samples: [sealed(REPLY), inTcp(REPLY), inTcp(Buffer.of(1, 5, 0, 1, 0xff, 0))],
  run: (chunks) => {
    const bytes = Buffer.concat([...chunks]);
    return (["in", "out"] as const).flatMap((direction) =>
      (["rtu", "tcp"] as const).map((framing) => meaningOf(bytes, { direction, framing })),
    );
  },
};

const POINT = v.parse(RegisterPointSchema, {
  ...{ identifier: "p", area: "holding", address: 0, type: "uint16", access: "rw" },
});
const IMAGE = new RegisterImage([{ unit: 1, device: "d", point: POINT, terms: {} }], () => ({
  ...{ value: 7, state: "good", ts: 0 },
}));

const served: FuzzTarget = {
  name: "modbus/server",
  samples: [
    Buffer.of(3, 0, 0, 0, 1),
    Buffer.of(16, 0, 0, 0, 1, 2, 0, 9),
    Buffer.of(15, 0, 0, 0, 1, 1, 1),
    Buffer.of(6, 0, 0, 0, 9),
    Buffer.of(22, 0, 0, 0xff, 0, 0, 9),
  ],
  run: async (chunks) => {
    const pdu = Buffer.concat([...chunks]);
    const registers = { image: () => IMAGE, apply: async () => undefined };
    return (await answerRequest(registers, { unit: 1, pdu })).toString("hex");
  },
};

const heard: FuzzTarget = {
  name: "modbus/serial-request",
  samples: [
    sealed(Buffer.of(1, 3, 0, 0, 0, 1)),
    Buffer.concat([sealed(REPLY), sealed(Buffer.of(1, 6, 0, 0, 0, 9)), Buffer.of(0)]),
    sealed(Buffer.of(1, 16, 0, 0, 0, 1, 2, 0, 9)),
  ],
  run: (chunks) => {
    const found = findRequest(Buffer.concat([...chunks]), (unit) => unit === 1);
    return typeof found === "object" ? found.pdu.toString("hex") : found;
  },
};

export const MODBUS_TARGETS: readonly FuzzTarget[] = [rtu, tcp, meaning, served, heard];
