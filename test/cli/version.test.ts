import { expect, test } from "bun:test";
import { describeVersion, VERSION } from "../../src/cli/version.ts";

test("the version is the package's, three numbers", () => {
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  expect(describeVersion()).toStartWith(VERSION);
});
