// The port as its owner sees it, over a thread that is none.

import { expect, test } from "bun:test";
import type { ComOrder, ComReport } from "../../../../src/net/serial/windows/com-line.ts";
import { openCom } from "../../../../src/net/serial/windows/com-port.ts";

const SETTINGS = { baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;

function start() {
  const orders: (ComOrder["is"] | "end")[] = [];
  const received: number[] = [];
  const lost: string[] = [];
  let say: (report: ComReport) => void = () => undefined;
  const opening = openCom("COM3", SETTINGS, {
    events: {
      received: (chunk) => void received.push(...chunk),
      lost: (reason) => void lost.push(reason),
    },
    start: (_, heard) => {
      say = heard;
      return { tell: ({ is }) => void orders.push(is), end: () => void orders.push("end") };
    },
  });
  return { opening, orders, received, lost, say: (report: ComReport) => say(report) };
}

async function open() {
  const started = start();
  started.say({ is: "opened" });
  return { ...started, port: await started.opening };
}

test("bytes pass both ways; after the close nothing more is heard, and its thread ends with it", async () => {
  const { port, orders, received, lost, say } = await open();
  port.write(Uint8Array.of(1));
  port.write(new Uint8Array());
  port.flush();
  say({ is: "received", bytes: Uint8Array.of(7, 8) });
  port.close();
  port.close();
  port.write(Uint8Array.of(2));
  port.flush();
  say({ is: "received", bytes: Uint8Array.of(9) });
  say({ is: "closed" });
  expect([orders, received, lost]).toEqual([["write", "flush", "close", "end"], [7, 8], []]);
});

test("why it cannot be had", async () => {
  const { opening, orders, say } = start();
  say({ is: "refused", fault: "busy", text: "COM3 is in use" });
  await expect(opening).rejects.toMatchObject({ fault: "busy", message: "COM3 is in use" });
  expect(orders).toEqual(["end"]);
});

test("a thread that cannot be started is a port that cannot be had", async () => {
  const { opening, lost, say } = start();
  say({ is: "lost", reason: "COM3: out of memory" });
  await expect(opening).rejects.toMatchObject({ fault: "unsuitable", message: "COM3: out of memory" });
  expect(lost).toEqual(["COM3: out of memory"]);
});

test("a line that hangs up is lost once", async () => {
  const { port, orders, lost, say } = await open();
  say({ is: "lost", reason: "COM3 hung up" });
  port.close();
  expect([orders, lost]).toEqual([["end"], ["COM3 hung up"]]);
});

test("what is not written is bounded; what was written makes room", async () => {
  const { port, orders, lost, say } = await open();
  for (let i = 0; i < 100; i++) {
    port.write(new Uint8Array(60_000));
    say({ is: "written", size: 60_000 });
  }
  expect(lost).toEqual([]);
  port.write(new Uint8Array(60_000));
  port.write(new Uint8Array(60_000));
  say({ is: "closed" });
  expect([lost, orders.slice(-2)]).toEqual([["COM3 takes no output"], ["close", "end"]]);
});
