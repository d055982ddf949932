import { expect, test } from "bun:test";
import { failed } from "../../../src/access/modbus/frame/outcome.ts";
import { failureOfRead, failureOfWrite } from "../../../src/access/modbus/write-failure.ts";

test("each end of a write as a failure that people can read", () => {
  const exception = failed("exception", new Uint8Array(), 3);
  expect([
    failureOfWrite("p", { kind: "written" }),
    failureOfWrite("p", { kind: "refused", reason: "out_of_range" })?.code,
    failureOfWrite("p", { kind: "different", raw: "00ff" })?.params,
    failureOfWrite("p", { kind: "failed", outcome: exception })?.params,
    failureOfWrite("p", { kind: "failed", outcome: failed("lost") })?.code,
    failureOfRead(["a", "b"], failed("timeout"))?.params,
    failureOfRead(["a"], undefined),
  ]).toEqual([
    undefined,
    "field_value_refused",
    { property: "p", detail: "@field_read_back", raw: "00ff" },
    { property: "p", detail: "@modbus_exception_03" },
    "field_link_down",
    { property: "a, b", detail: "@modbus_timeout" },
    undefined,
  ]);
});
