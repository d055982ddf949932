import { type DtuTransport, findLink, type WaitingLink } from "../../src/access/modbus/dtu/identify.ts";
import { findLogin, LoginEar, type LoginFrame } from "../../src/access/modbus/dtu/login-frame.ts";
import { MbapSieve } from "../../src/access/modbus/dtu/mbap-sieve.ts";
import { sealed } from "../harness/modbus/serial-line.ts";
import type { FuzzTarget } from "./target.ts";

const TEXT = '{"method":"auth","params":{"username":"dn&pk","password":"x"}}';
const BODY = Buffer.concat([Buffer.of(1, 0x41, TEXT.length), Buffer.from(TEXT)]);
const RTU_LOGIN = sealed(BODY);
const TCP_LOGIN = Buffer.concat([Buffer.of(0, 1, 0, 0, 0, BODY.length), BODY]);
const REPLY = Buffer.of(0, 1, 0, 0, 0, 7, 5, 3, 4, 0x41, 0xbc, 0, 0);

const WAYS: readonly DtuTransport["identification"][] = [
  { by: "text", text: "REG01" },
  { by: "hex", hex: "aa5501" },
  { by: "pattern", pattern: "REG\\d+" },
  { by: "imei", imei: "861234567890123" },
  { by: "iccid", iccid: "89860012345678901234" },
  { by: "onenet", productId: "A", deviceName: "B" },
  { by: "yudao", productKey: "pk", deviceName: "dn" },
];
const LINKS = WAYS.map((identification): WaitingLink => {
  const heartbeat = { text: "PING" };
  return { id: identification.by, transport: { kind: "dtu", framing: "rtu", identification, heartbeat } };
});

const packet: FuzzTarget = {
  name: "modbus/dtu-packet",
  samples: [
    Buffer.from("REG01"),
    Buffer.from("PINGREG0123\r\nPING"),
    Buffer.from("IMEI:861234567890123,ICCID:89860012345678901234"),
    Buffer.alloc(52, 0x41),
    Buffer.of(0xaa, 0x55, 1),
  ],
  run: (chunks) => {
    const bytes = Buffer.concat([...chunks]);
    return [true, false].map((isWhole) => {
      const found = findLink(LINKS, { bytes, ip: "", isWhole });
      return typeof found === "string" ? found : `${found.link.id} ${found.sizeBytes}`;
    });
  },
};

const login: FuzzTarget = {
  name: "modbus/dtu-login",
  samples: [RTU_LOGIN, TCP_LOGIN, Buffer.concat([Buffer.from("PING"), RTU_LOGIN, TCP_LOGIN])],
  run: (chunks) => findLogin(Buffer.concat([...chunks])),
};

/** Byte by byte: which of two that lie within each other comes first must not depend on how they were cut. */
function bytesOf(chunks: readonly Buffer[]): readonly Uint8Array[] {
  return [...Buffer.concat([...chunks])].map((byte) => Uint8Array.of(byte));
}

const ear: FuzzTarget = {
  name: "modbus/dtu-logins",
  samples: [RTU_LOGIN, TCP_LOGIN, Buffer.concat([REPLY, RTU_LOGIN, REPLY, RTU_LOGIN])],
  run: (chunks) => {
    const listening = new LoginEar();
    return bytesOf(chunks).flatMap((byte) => listening.hear(byte));
  },
};

const sieve: FuzzTarget = {
  name: "modbus/dtu-sieve",
  samples: [
    REPLY,
    Buffer.concat([Buffer.from("PING"), REPLY, Buffer.from("PINGREG01"), REPLY]),
    Buffer.concat([TCP_LOGIN, REPLY, Buffer.of(0, 0), TCP_LOGIN]),
  ],
  run: (chunks) => {
    const logins: LoginFrame[] = [];
    const passedOver = [Buffer.from("PING"), Buffer.from("REG01"), Buffer.of(0, 0)];
    const open = new MbapSieve({ passedOver, onLogin: (one) => void logins.push(one) });
    const left = bytesOf(chunks).map((byte) => open.sift(byte));
    return [Buffer.concat(left).toString("hex"), logins];
  },
};

export const DTU_TARGETS: readonly FuzzTarget[] = [packet, login, ear, sieve];
