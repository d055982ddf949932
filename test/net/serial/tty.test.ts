import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SerialError, type SerialPort } from "../../../src/net/serial/serial-port.ts";
import type { SerialSettings } from "../../../src/net/serial/termios.ts";
import { openTty } from "../../../src/net/serial/tty.ts";
import { systemClock } from "../../../src/spine/clock.ts";

const SETTINGS: SerialSettings = { baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 };
const socat = Bun.which("socat");
const folder = mkdtempSync(join(tmpdir(), "serial-"));
const left = join(folder, "left");
const right = join(folder, "right");

/** Two ends of one line, as a pair of pseudo-terminals. */
async function openPair(): Promise<{ cut(): Promise<void> }> {
  const pair = Bun.spawn([socat ?? "", `pty,raw,echo=0,link=${left}`, `pty,raw,echo=0,link=${right}`], {
    stderr: "ignore",
  });
  while (!(await isThere(left)) || !(await isThere(right))) await Bun.sleep(5);
  return {
    async cut() {
      pair.kill();
      await pair.exited;
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return await Bun.file(path)
    .stat()
    .then(
      () => true,
      () => false,
    );
}

function collect() {
  const chunks: Uint8Array[] = [];
  const lost: string[] = [];
  const events = {
    received: (chunk: Uint8Array) => void chunks.push(chunk),
    lost: (why: string) => void lost.push(why),
  };
  const bytes = () => Buffer.concat(chunks);
  return { bytes, lost, open: (path: string) => openTty(path, SETTINGS, { clock: systemClock, events }) };
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await Bun.sleep(2);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a port that is not there, or is no serial port, says so", () => {
  const end = collect();
  const faultOf = (path: string) => {
    try {
      end.open(path).close();
      return "none";
    } catch (error) {
      return error instanceof SerialError ? error.fault : String(error);
    }
  };
  expect([faultOf(join(folder, "nothing")), faultOf("/dev/null")]).toEqual(["missing", "unsuitable"]);
});

(socat === null ? test.skip : test)("bytes pass both ways, in order and unchanged", async () => {
  const pair = await openPair();
  const [here, there] = [collect(), collect()];
  const [a, b] = [here.open(left), there.open(right)];
  const sent = Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7) & 0xff));
  a.write(sent);
  b.write(Uint8Array.of(0, 3, 17, 19, 255));
  await until(() => there.bytes().length >= sent.length && here.bytes().length >= 5);
  expect([there.bytes().equals(sent), [...here.bytes()]]).toEqual([true, [0, 3, 17, 19, 255]]);
  a.close();
  b.close();
  await pair.cut();
});

(socat === null ? test.skip : test)("a second opener is told that the port is in use", async () => {
  const pair = await openPair();
  const first = collect().open(left);
  expect(() => collect().open(left)).toThrow("is in use");
  first.close();
  await pair.cut();
});

(socat === null ? test.skip : test)(
  "a line that hangs up is lost once, and can be opened anew when it is back",
  async () => {
    const pair = await openPair();
    const end = collect();
    end.open(left);
    await pair.cut();
    await until(() => end.lost.length > 0);
    const again = await openPair();
    const [here, there] = [collect(), collect()];
    const ports = [here.open(left), there.open(right)];
    ports[1]?.write(Uint8Array.of(42));
    await until(() => here.bytes().length === 1);
    expect([end.lost.length, [...here.bytes()]]).toEqual([1, [42]]);
    for (const port of ports) port.close();
    await again.cut();
  },
);

(socat === null ? test.skip : test)("a hundred openings leave no descriptor behind", async () => {
  const pair = await openPair();
  const count = () => readdirSync("/proc/self/fd").length;
  const cycle = async () => {
    const port: SerialPort = collect().open(left);
    port.close();
    await Bun.sleep(1);
  };
  for (let i = 0; i < 5; i++) await cycle();
  const before = count();
  for (let i = 0; i < 100; i++) await cycle();
  await until(() => count() <= before);
  expect(count()).toBeLessThanOrEqual(before);
  await pair.cut();
});
