import { expect, test } from "bun:test";
import { encodeRebirth } from "../../../src/codec/sparkplug/rebirth.ts";
import { SAMPLES } from "./samples.ts";

test("writes the bytes of the reference encoder", () => {
  expect(Buffer.from(encodeRebirth(1_600_000_000_000)).toString("hex")).toBe(SAMPLES.rebirth);
});
