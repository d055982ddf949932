import { expect, test } from "bun:test";
import { eventJson } from "../../src/live/event-json.ts";
import { eventBase } from "../harness/sample-events.ts";

test("an answer carries large numbers as text, a refusal its reason in the reader's language", () => {
  const base = eventBase();
  const { seq, productKey, deviceName, ts } = base;
  const from = { seq, productKey, deviceName, ts };
  expect(
    eventJson({ ...base, kind: "reply", method: "set", code: 200, output: { n: 2n ** 60n } }, "en"),
  ).toEqual({
    ...{ ...from, method: "set", code: 200 },
    output: { n: String(2n ** 60n) },
  });
  const refused = {
    ...base,
    kind: "refused",
    code: "disk_full",
    subject: "post",
    params: {},
    isStored: false,
  } as const;
  expect(eventJson(refused, "zh-CN")).toMatchObject({
    ...from,
    code: "disk_full",
    text: expect.stringMatching(/磁盘/),
  });
  expect(eventJson({ ...refused, code: "of_a_later_version" }, "en")).toMatchObject({
    text: "of_a_later_version",
  });
});
