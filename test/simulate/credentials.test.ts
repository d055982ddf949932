import { expect, test } from "bun:test";
import { readCredentials } from "../../src/simulate/credentials.ts";
import { makeFactoryDocument } from "../../src/simulate/document.ts";
import { err, ok } from "../../src/spine/result.ts";

const TWO = [
  { productKey: "pk", deviceName: "a", deviceSecret: "s1" },
  { productKey: "pk", deviceName: "b:1", deviceSecret: "s 2" },
];

test("CSV with and without a header, with comments, empty lines and CRLF", () => {
  expect(readCredentials("pk,a,s1\npk,b:1,s 2\n")).toEqual(ok(TWO));
  expect(
    readCredentials("productKey,deviceName,deviceSecret\r\n# c\r\n\r\npk , a , s1\r\npk,b:1,s 2"),
  ).toEqual(ok(TWO));
});

test("a JSON array, and a factory document with the rest of it ignored", () => {
  expect(readCredentials(JSON.stringify(TWO))).toEqual(ok(TWO));
  const document = makeFactoryDocument({
    deviceCount: 30,
    language: "en",
    secretOf: (pk, dn) => `${pk}.${dn}`,
  });
  const read = readCredentials(JSON.stringify(document));
  expect(read.ok && read.value.length).toBe(30);
  expect(read.ok && read.value[0]).toEqual({
    productKey: "hydraulic-press",
    deviceName: "PRESS-01",
    deviceSecret: "hydraulic-press.PRESS-01",
  });
});

test("what is wrong is named with its place", () => {
  expect(readCredentials("pk,a\n")).toMatchObject({ ok: false });
  expect(readCredentials("pk,bad name,s\n")).toEqual(err("0.deviceName: not a device name"));
  expect(readCredentials("")).toEqual(err("file: no devices in it"));
  expect(readCredentials('{"devices":[}')).toMatchObject({ ok: false });
});
