// Our slaves, read and written by clients that others wrote.

import { afterEach, expect, test } from "bun:test";
import { connect } from "node:net";
import fc from "fast-check";
import ModbusRTU from "modbus-serial";
import * as v from "valibot";
import { answerRequest, type Registers } from "../../../../src/access/modbus/server/answer.ts";
import {
  type Exposure,
  RegisterImage,
  type WrittenValue,
} from "../../../../src/access/modbus/server/register-image.ts";
import { listenAsSlave } from "../../../../src/access/modbus/server/server.ts";
import { systemClock } from "../../../../src/spine/clock.ts";
import { DEFAULT_SERVER, type ServerSettings } from "../../../../src/spine/fieldbus.ts";
import type { Value } from "../../../../src/spine/point.ts";
import { RegisterMapSchema, type RegisterPointInput } from "../../../../src/spine/register-map.ts";
import { until } from "../../../harness/until.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0).reverse()) stop();
});

const POINTS: Partial<RegisterPointInput>[] = [
  { identifier: "temperature", type: "float32", address: 0 },
  { identifier: "setpoint", type: "int16", address: 2, scale: 0.1, access: "rw" },
  { identifier: "unknown", type: "float32", address: 4 },
  { identifier: "running", type: "bool", area: "coil", address: 7, access: "rw" },
  { identifier: "alarm", type: "bool", area: "discrete", address: 0 },
  { identifier: "total", type: "uint32", area: "input", address: 100 },
];

function start(settings: Partial<ServerSettings> = {}) {
  const { points } = v.parse(RegisterMapSchema, {
    points: POINTS.map((point) => ({ area: "holding", ...point })),
  });
  const exposures: Exposure[] = points.map((point) => ({ unit: 3, device: "press", point, terms: {} }));
  const values: Record<string, Value> = {
    temperature: 23.5,
    setpoint: 21.5,
    running: false,
    alarm: true,
    total: 70_000,
  };
  const written: WrittenValue[] = [];
  const image = new RegisterImage(exposures, ({ point: { identifier } }) => {
    const value = values[identifier];
    return value === undefined ? undefined : { value, state: "good", ts: 5 };
  });
  const registers: Registers = {
    image: () => image,
    apply: async (list) => {
      written.push(...list);
      for (const { identifier, value } of list) values[identifier] = value;
      return undefined;
    },
  };
  let limits = { ...DEFAULT_SERVER, ...settings };
  const listener = listenAsSlave({
    ...{ host: "127.0.0.1", port: 0, clock: systemClock, registers, limits: () => limits },
  });
  stops.push(() => listener.close());
  const change = (more: Partial<ServerSettings>) => {
    limits = { ...limits, ...more };
    listener.review();
  };
  return { port: listener.net.port, written, registers, listener, change };
}

async function openClient(port: number): Promise<ModbusRTU> {
  const client = new ModbusRTU();
  await client.connectTCP("127.0.0.1", { port });
  client.setID(3);
  client.setTimeout(2_000);
  stops.push(() => client.close(() => {}));
  return client;
}

test("modbus-serial's client reads every area, and writes what may be written", async () => {
  const { port, written } = start();
  const client = await openClient(port);
  const holding = (await client.readHoldingRegisters(0, 6)).buffer;
  expect([holding.readFloatBE(0), holding.readInt16BE(4), Number.isNaN(holding.readFloatBE(8))]).toEqual([
    23.5,
    215,
    true,
  ]);
  expect((await client.readInputRegisters(100, 2)).buffer.readUInt32BE(0)).toBe(70_000);
  expect([(await client.readDiscreteInputs(0, 1)).data[0], (await client.readCoils(7, 1)).data[0]]).toEqual([
    true,
    false,
  ]);
  await client.writeRegister(2, 225);
  await client.writeCoil(7, true);
  await client.writeRegisters(2, [230]);
  await client.writeCoils(7, [false]);
  await client.maskWriteRegister(2, 0xff00, 0x0001);
  expect(written.map(({ identifier, value }) => `${identifier}=${value}`)).toEqual([
    "setpoint=22.5",
    "running=true",
    "setpoint=23",
    "running=false",
    // 230 is 0x00e6; its low byte becomes 1.
    "setpoint=0.1",
  ]);
});

test("what is not there, may not be written, or is no request, is refused by number", async () => {
  const { port, listener } = start();
  const client = await openClient(port);
  const codeOf = (request: Promise<unknown>) =>
    request.then(
      () => 0,
      (error: { modbusCode?: number }) => error.modbusCode ?? -1,
    );
  const codes = [
    await codeOf(client.readHoldingRegisters(500, 1)),
    await codeOf(client.writeRegister(0, 1)),
    await codeOf(client.writeRegister(1, 1)),
    await codeOf(client.readHoldingRegisters(0, 126)),
    await codeOf(client.maskWriteRegister(0, 0, 1)),
  ];
  client.setID(4);
  codes.push(await codeOf(client.readHoldingRegisters(0, 1)));
  expect(codes).toEqual([2, 2, 2, 3, 2, 10]);
  expect(listener.clients()).toEqual([
    {
      address: expect.stringContaining("127.0.0.1:"),
      ...{ since: expect.any(Number), answered: 0, refused: 6, lastException: 10 },
      lastRequestAt: expect.any(Number),
    },
  ]);
});

const mbpoll = Bun.which("mbpoll");
(mbpoll === null ? test.skip : test)("mbpoll reads and writes", async () => {
  const { port, written } = start();
  const run = async (...options: string[]) => {
    const common = ["-m", "tcp", "-p", String(port), "-a", "3", "-0", "-1"];
    const child = Bun.spawn([mbpoll ?? "", ...common, ...options], { stdout: "pipe", stderr: "pipe" });
    return await new Response(child.stdout).text();
  };
  expect(await run("-t", "4:float", "-B", "-r", "0", "127.0.0.1")).toContain("[0]: \t23.5");
  expect(await run("-t", "4", "-r", "2", "127.0.0.1", "200")).toContain("Written 1 references");
  expect(written).toEqual([
    {
      ...{ device: "press", identifier: "setpoint", value: 20 },
      ...{ isHeld: false, toldAt: 5, refreshMs: undefined },
    },
  ]);
});

test("requests in any pieces are answered, and what is no Modbus ends the connection", async () => {
  const { port } = start();
  const frame = Buffer.from("000700000006030300000002", "hex");
  const reply = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", async () => {
      for (const byte of frame) {
        socket.write(Buffer.of(byte));
        await Bun.sleep(1);
      }
    });
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      chunks.push(Buffer.from(chunk));
      const all = Buffer.concat(chunks);
      if (all.length < 13) return;
      socket.end("GET / HTTP/1.1\r\n\r\n");
      resolve(all.toString("hex"));
    });
  });
  expect(reply).toBe("00070000000703030441bc0000");
});

test("no request makes it fail", async () => {
  const { registers } = start();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 260 }), async (pdu) => {
      const answer = await answerRequest(registers, { unit: 3, pdu: Buffer.from(pdu) });
      expect(answer.length).toBeGreaterThanOrEqual(2);
    }),
  );
});

/** Resolves with true when the server closes it, false when it is still open and answers. */
function isTurnedAway(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(Buffer.from("000100000006030300000002", "hex")),
    );
    socket.on("data", () => resolve(false));
    socket.on("error", () => resolve(true));
    socket.on("close", () => resolve(true));
    stops.push(() => socket.destroy());
  });
}

test("only those on the list may connect, and so many; who is taken off it is gone", async () => {
  const { port, listener, change } = start({ allowed: ["10.0.0.0/8"] });
  expect(await isTurnedAway(port)).toBe(true);
  change({ allowed: ["10.0.0.0/8", "127.0.0.1"], maxConnections: 1 });
  expect([await isTurnedAway(port), await isTurnedAway(port)]).toEqual([false, true]);
  change({ allowed: ["::1"] });
  await until(() => listener.net.connections === 0, "the one that was open is closed");
  expect(listener.turnedAway).toEqual({ address: 1, number: 1 });
});

test("a client that is silent for too long is closed, and one that asks too fast waits", async () => {
  const { port, listener } = start({ maxRequestsPerS: 20, idleMs: 2_000 });
  const client = await openClient(port);
  const begun = performance.now();
  // A second's worth at once, and ten more in half a second.
  for (let count = 0; count < 30; count++) await client.readHoldingRegisters(0, 2);
  expect(performance.now() - begun).toBeGreaterThan(400);
  await until(() => listener.net.connections === 0, "the silent one is closed");
});

test("whatever bytes come, the connection is closed or goes on, and others are served", async () => {
  const { port } = start({ maxConnections: 200 });
  const good = Buffer.from("000700000006030300000002", "hex");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(good)), { maxLength: 5 }),
      (pieces) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, "127.0.0.1", () => {
            for (const piece of pieces) socket.write(piece);
            socket.end();
          });
          socket.on("data", () => {});
          socket.on("error", (error: NodeJS.ErrnoException) =>
            error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve() : reject(error),
          );
          socket.on("close", () => resolve());
        }),
    ),
    { seed: 6, numRuns: 50 },
  );
  const client = await openClient(port);
  expect((await client.readHoldingRegisters(0, 2)).buffer.readFloatBE(0)).toBe(23.5);
});
