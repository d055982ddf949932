import { expect, test } from "bun:test";
import { end, sayDisconnect, violate } from "../../../../src/access/mqtt/channel/ending.ts";
import { failure } from "../../../../src/spine/error.ts";
import { login, makeSubject } from "./subject.ts";

test.each([
  [4, [] as unknown[][]],
  [5, [["send", "disconnect"]] as unknown[][]],
] as const)("version %d: a broken rule is reported, told where it can be, and ends it", (version, told) => {
  const { channel, take } = makeSubject();
  login(channel, version);
  take();
  violate(channel, failure("protocol_error"), "connect");
  expect([take(), channel.phase]).toEqual([
    [["report", "protocol_error", "connect"], ...told, ["finish", "protocol_error", true]],
    "closed",
  ]);
});

test("before CONNACK nobody is told", () => {
  const { channel, take } = makeSubject();
  sayDisconnect(channel, failure("kicked"));
  end(channel, "kicked", false);
  expect(take()).toEqual([["finish", "kicked", false]]);
});
