import { expect, test } from "bun:test";
import { listSerialPorts } from "../../../src/net/serial/port-list.ts";

test("every entry is a device with a path to open it by", () => {
  for (const { path, device } of listSerialPorts()) {
    expect([path.startsWith("/dev/"), device.startsWith("/dev/")]).toEqual([true, true]);
  }
});
