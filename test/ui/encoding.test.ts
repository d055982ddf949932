import { describe, expect, test } from "bun:test";
import { chooseEncoding } from "../../src/ui/encoding.ts";

const ALL = ["br", "gzip", "identity"] as const;

describe("chooseEncoding", () => {
  test.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["GZIP", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["br;q=0, *", "gzip"],
    ["*;q=0", "identity"],
    ["identity", "identity"],
    ["", "identity"],
    [undefined, "identity"],
  ] as const)("%p gets %p", (header, expected) => {
    expect(chooseEncoding(header, ALL)).toBe(expected);
  });

  test("a file without compressed copies goes as it is", () => {
    expect(chooseEncoding("br, gzip", ["identity"])).toBe("identity");
  });
});
