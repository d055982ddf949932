import { expect, test } from "bun:test";
import { helpText } from "../../src/cli/help.ts";
import { SETTINGS } from "../../src/config.ts";

test("every setting is offered: switches that are on by what turns them off, secrets by their variable", () => {
  const text = helpText();
  for (const { flag, env, fallback } of SETTINGS) {
    const offered = flag === undefined ? `  ${env} ` : `  --${fallback === true ? `no-${flag}` : flag} `;
    expect(text).toContain(offered);
  }
  expect(text).not.toContain("--admin-password");
  expect(text).not.toContain("()");
});

test("no line is wider than a terminal of 120 columns", () => {
  expect(
    helpText()
      .split("\n")
      .filter((line) => line.length > 120),
  ).toEqual([]);
});
