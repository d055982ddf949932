import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { type DialEvents, dialTcp } from "../../src/net/dial.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { until } from "../harness/until.ts";

function collect() {
  const chunks: Uint8Array[] = [];
  const lost: string[] = [];
  const events: DialEvents = {
    received: (chunk) => void chunks.push(chunk),
    lost: (reason) => void lost.push(reason),
  };
  return { events, lost, text: () => Buffer.concat(chunks).toString() };
}

async function startEcho() {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      if (chunk.toString() === "bye") socket.end();
      else socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, stop: () => server.close() };
}

const to = (port: number) => ({ host: "127.0.0.1", port, timeoutMs: 2_000, clock: systemClock });

test("bytes go out and come back", async () => {
  const echo = await startEcho();
  const end = collect();
  const conn = await dialTcp(to(echo.port), end.events);
  conn.write(Buffer.from("hello"));
  await until(() => end.text() === "hello", "the echo");
  conn.close();
  echo.stop();
  expect(end.lost).toEqual([]);
});

test("the other side's end is told once, with its reason", async () => {
  const echo = await startEcho();
  const end = collect();
  const conn = await dialTcp(to(echo.port), end.events);
  conn.write(Buffer.from("bye"));
  await until(() => end.lost.length > 0, "the end");
  conn.write(Buffer.from("nobody"));
  echo.stop();
  expect(end.lost).toEqual(["closed by the other side"]);
});

test("a port where nobody listens", async () => {
  const echo = await startEcho();
  echo.stop();
  await expect(dialTcp(to(echo.port), collect().events)).rejects.toThrow("connection refused");
});
