import { expect, test } from "bun:test";
import { readThingsBoardLogin } from "../../../src/codec/thingsboard/login.ts";

const none = new Uint8Array();

test.each([
  [
    "a token",
    "x",
    "A1_TEST_TOKEN",
    undefined,
    { kind: "token", dialect: "thingsboard", token: "A1_TEST_TOKEN" },
  ],
  ["a token and an empty password", "x", "T", none, { kind: "token", dialect: "thingsboard", token: "T" }],
  ["provision as user name", "x", "provision", undefined, { kind: "provisioning", dialect: "thingsboard" }],
  ["provision as client id", "provision", undefined, none, { kind: "provisioning", dialect: "thingsboard" }],
  ["a password", "x", "T", new Uint8Array([1]), { kind: "foreign" }],
  ["a plain name without its secret", "x", "dn&pk", undefined, { kind: "foreign" }],
  ["nothing", "x", undefined, undefined, { kind: "foreign" }],
] as const)("%s", (_, clientId, username, password, reading) => {
  expect(readThingsBoardLogin({ clientId, username, password })).toEqual(reading);
});
