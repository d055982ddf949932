import { expect, test } from "bun:test";
import { readCertificateName } from "../../../src/codec/login/certificate.ts";

test("a name is read as a pair, as product and device, or as a device alone", () => {
  const readings = (name: string) =>
    readCertificateName(name).map(({ productKey, deviceName }) => `${productKey ?? "?"}/${deviceName}`);
  expect({
    pair: readings("p1&press"),
    dotted: readings("press.p1"),
    dottedDevice: readings("press.line.1"),
    alone: readings("p1"),
    edges: [".p1", "p1."].map(readings),
    broken: ["", "&press", "p1&", "&"].map(readings),
  }).toEqual({
    pair: ["press/p1"],
    dotted: ["press/p1", "?/press.p1"],
    dottedDevice: ["press/line.1", "?/press.line.1"],
    alone: ["?/p1"],
    edges: [["?/.p1"], ["?/p1."]],
    broken: [[], [], [], []],
  });
});
