// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of patterns are written so.
import { describe, expect, test } from "bun:test";
import { faultOfPattern, levelsFor } from "../../src/acl/pattern.ts";
import { ONE, REST } from "../../src/acl/topic-filter.ts";

describe("faultOfPattern", () => {
  test.each(["#", "a/+/b/#", "/sys/${productKey}/${deviceName}/#", "dev-${clientId}/x", "$SYS/#"])(
    "%s is good",
    (pattern) => {
      expect(faultOfPattern(pattern)).toBeUndefined();
    },
  );
  test.each([
    ["", "must not be empty"],
    ["a/#/b", "# stands alone and at the end"],
    ["a#", "# stands alone and at the end"],
    ["a+/b", "+ stands alone between slashes"],
    [
      "a/${name}",
      "${name} is no placeholder; there are ${clientId}, ${username}, ${productKey}, ${deviceName}",
    ],
    ["$share/g/a", "names no group: a rule for the filter behind $share/{group}/ holds"],
    ["a\0", "must not contain the character NUL"],
    ["x".repeat(513), "must have at most 512 characters"],
    ["/".repeat(128), "must have at most 128 levels"],
  ])("%j: %s", (pattern, fault) => {
    expect(faultOfPattern(pattern)).toBe(fault);
  });
});

describe("levelsFor", () => {
  test("fills in who asks, also within a level", () => {
    const values = { productKey: "pk", deviceName: "dn" };
    expect(levelsFor("+/${productKey}/d-${deviceName}/#", values, true)).toEqual([ONE, "pk", "d-dn", REST]);
  });

  test("is nobody's where a value is missing", () => {
    expect(levelsFor("${deviceName}/#", { clientId: "c" }, true)).toBeUndefined();
    expect(levelsFor("${clientId}/#", { clientId: "" }, false)).toBeUndefined();
  });

  test("lets no client identifier widen what is allowed", () => {
    for (const clientId of ["#", "+", "a/b", "$SYS", "x#"])
      expect([clientId, levelsFor("${clientId}/#", { clientId }, true)]).toEqual([clientId, undefined]);
    expect(levelsFor("a/${clientId}", { clientId: "$SYS" }, true)).toEqual(["a", "$SYS"]);
  });

  test("takes what is denied as it is written", () => {
    expect(levelsFor("${clientId}/x", { clientId: "a/b" }, false)).toEqual(["a", "b", "x"]);
    expect(levelsFor("${clientId}", { clientId: "+" }, false)).toEqual(["+"]);
  });
});
