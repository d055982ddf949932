import { expect, test } from "bun:test";
import { listComPorts } from "../../../../src/net/serial/windows/com-list.ts";

test("by number, under the driver's name; what is no COM port is left out", () => {
  const ports = [
    ["\\Device\\VCP1", "COM12"],
    ["\\Device\\Serial0", "COM1"],
    ["\\Device\\USBSER000", "COM3"],
    ["\\Device\\CNCA0", "CNCA0"],
  ] as const;
  expect(listComPorts(() => ports)).toEqual([
    { path: "COM1", device: "COM1", title: "Serial0" },
    { path: "COM3", device: "COM3", title: "USBSER000" },
    { path: "COM12", device: "COM12", title: "VCP1" },
  ]);
});
