import { describe, expect, test } from "bun:test";
import type { FilterDocument } from "../../../web/src/devices/device-calls.ts";
import {
  addressFor,
  documentFor,
  isNarrowing,
  mergedFilter,
  queryFor,
  tagsOf,
  tagText,
} from "../../../web/src/devices/list/device-filter.ts";

const FILTERS = {
  ...{ product: "press", state: "stale", group: "7", gateway: "gw/G1", tag: "line=3\nhall" },
  ...{ enabled: "false", notSeenForS: "3600", createdWithinS: "86400" },
};

describe("the filter of a list of devices", () => {
  test("is asked of the server under its names", () => {
    const { product, tag, ...rest } = FILTERS;
    expect(queryFor({ q: "P", filters: FILTERS })).toEqual({
      ...rest,
      ...{ q: "P", productKey: product, tag: ["line=3", "hall"] },
    });
  });

  test("is a document for views and changes, and an address again", () => {
    const document = documentFor({ q: "P", filters: FILTERS });
    expect(document).toEqual({
      ...{ q: "P", productKey: "press", state: "stale", group: 7, gateway: "gw/G1" },
      ...{ tag: ["line=3", "hall"], enabled: false, notSeenForS: 3_600, createdWithinS: 86_400 },
    });
    expect(Object.fromEntries(new URLSearchParams(addressFor(document)))).toEqual({ q: "P", ...FILTERS });
  });

  test("leaves out what is empty or no number", () => {
    expect(documentFor({ q: "", filters: { group: "x", notSeenForS: "-3", view: "0" } })).toEqual({});
    expect(documentFor({ q: "", filters: { group: "none" } })).toEqual({ group: "none" });
    expect([isNarrowing({}), isNarrowing({ q: "a" })]).toEqual([false, true]);
  });

  test("within a view takes over what the view says, and names no view", () => {
    const view: FilterDocument = { productKey: "press", state: "online", tag: ["hall"] };
    expect(mergedFilter(view, { view: 3, state: "stale", tag: ["hall", "line=3"] })).toEqual({
      ...{ productKey: "press", state: "stale", tag: ["hall", "line=3"] },
    });
    expect(mergedFilter(undefined, { q: "a" })).toEqual({ q: "a" });
  });

  test("keeps tags with any character that one can type", () => {
    const tags = ["a=1,2;3", "b= x = y", "c"];
    expect(tagsOf(tagText(tags))).toEqual(tags);
    expect(tagsOf(undefined)).toEqual([]);
  });
});
