import { expect, test } from "bun:test";
import { makeChannel, needInbound } from "../../../../src/access/mqtt/channel/state.ts";
import { LIMITS } from "../bench.ts";
import { makeSubject } from "./subject.ts";

test("a fresh channel holds nothing for messages until the first one", () => {
  const channel = makeChannel(LIMITS, makeSubject().channel.port, 7);
  expect([channel.phase, channel.openedMs, channel.lastInMs, channel.inbound]).toEqual([
    "fresh",
    7,
    7,
    undefined,
  ]);
  expect(needInbound(channel)).toBe(needInbound(channel));
});
