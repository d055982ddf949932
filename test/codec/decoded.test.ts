import { expect, test } from "bun:test";
import { makeDecoded, makeReplyEvent, refuse } from "../../src/codec/decoded.ts";
import { failure } from "../../src/spine/error.ts";
import { makeContext } from "./context.ts";

test("nothing but what is said", () => {
  const nothing = { events: [], failure: undefined, flags: [], left: [], reply: undefined };
  expect(makeDecoded()).toEqual(nothing);
  expect(makeDecoded({ reply: "r" })).toEqual({ ...nothing, reply: "r" });
  expect(refuse(failure("log_full"), "r")).toEqual({ ...nothing, failure: failure("log_full"), reply: "r" });
});

test.each([
  [{ on: true }, { on: true }],
  ["done", { value: "done" }],
  [null, {}],
  [undefined, {}],
  [{ on: null }, {}],
])("an answer of %j is kept as %j", (output, kept) => {
  const context = makeContext("yudao");
  expect(makeReplyEvent(context, { reqId: "1", method: "m", code: 0, output })).toMatchObject({
    kind: "reply",
    deviceId: 7,
    reqId: "1",
    method: "m",
    code: 0,
    output: kept,
  });
});
