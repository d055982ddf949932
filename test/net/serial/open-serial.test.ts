import { expect, test } from "bun:test";
import { realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deviceOfPort, isPortName, openSerial, portNames } from "../../../src/net/serial/open-serial.ts";
import { systemClock } from "../../../src/spine/clock.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";

test("a port is known behind any of its names", () => {
  using folder = makeTempFolder("port");
  const [device, name] = [join(folder.path, "ttyUSB0"), join(folder.path, "by-id")];
  writeFileSync(device, "");
  symlinkSync(device, name);
  expect([deviceOfPort(name), deviceOfPort(device), deviceOfPort("/dev/nowhere")]).toEqual([
    realpathSync(device),
    realpathSync(device),
    "/dev/nowhere",
  ]);
});

test("each system has names of its own, and Windows does not tell com3 from COM3", () => {
  expect([portNames("linux"), portNames("win32")]).toEqual(["path", "com"]);
  const names = ["/dev/ttyUSB0", "COM3"];
  expect([
    names.map((name) => isPortName(name, "path")),
    names.map((name) => isPortName(name, "com")),
  ]).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(deviceOfPort("com3", "com")).toBe("COM3");
});

test("a port of another system is not there", async () => {
  const foreign = portNames() === "com" ? "/dev/ttyS0" : "COM3";
  const settings = { baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const context = { clock: systemClock, events: { received() {}, lost() {} } };
  await expect(openSerial(foreign, settings, context)).rejects.toMatchObject({ fault: "missing" });
});
