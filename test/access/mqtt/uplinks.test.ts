import { expect, test } from "bun:test";
import {
  beginUplink,
  completeUplink,
  countUnfinished,
  idOf,
  isQos2,
  makeUplinks,
  markReceived,
  takeSettled,
} from "../../../src/access/mqtt/uplinks.ts";

test("settled in the order of arrival, whatever the QoS", () => {
  const uplinks = makeUplinks();
  beginUplink(uplinks, 1, 65_535);
  beginUplink(uplinks, 0, 0);
  beginUplink(uplinks, 2, 65_535);
  beginUplink(uplinks, 1, 3);
  expect(uplinks.pendingAcks).toBe(3);
  const entries = Array.from({ length: 4 }, () => takeSettled(uplinks) ?? -1);
  expect(entries.map((entry) => [idOf(entry), isQos2(entry)])).toEqual([
    [65_535, false],
    [0, false],
    [65_535, true],
    [3, false],
  ]);
  expect([takeSettled(uplinks), uplinks.pendingAcks]).toEqual([undefined, 0]);
});

test("a QoS 2 identifier from PUBLISH to PUBREL", () => {
  const uplinks = makeUplinks();
  expect(beginUplink(uplinks, 2, 7)).toBe("new");
  expect(beginUplink(uplinks, 2, 7)).toBe("repeated");
  expect([completeUplink(uplinks, 7), countUnfinished(uplinks)]).toEqual([false, 1]);
  takeSettled(uplinks);
  markReceived(uplinks, 7, false);
  expect([beginUplink(uplinks, 2, 7), countUnfinished(uplinks)]).toEqual(["received", 1]);
  expect([completeUplink(uplinks, 7), completeUplink(uplinks, 7), countUnfinished(uplinks)]).toEqual([
    true,
    false,
    0,
  ]);
  expect(beginUplink(uplinks, 2, 7)).toBe("new");
});

test("an error in PUBREC frees the identifier", () => {
  const uplinks = makeUplinks();
  beginUplink(uplinks, 2, 7);
  takeSettled(uplinks);
  markReceived(uplinks, 7, true);
  expect([countUnfinished(uplinks), beginUplink(uplinks, 2, 7)]).toEqual([0, "new"]);
});
