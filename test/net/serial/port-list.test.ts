import { expect, test } from "bun:test";
import { realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deviceOfPort, listSerialPorts } from "../../../src/net/serial/port-list.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";

test("every entry is a device with a path to open it by", () => {
  for (const { path, device } of listSerialPorts()) {
    expect([path.startsWith("/dev/"), device.startsWith("/dev/")]).toEqual([true, true]);
  }
});

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
