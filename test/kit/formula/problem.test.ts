import { expect, test } from "bun:test";
import { describeFormulaProblem } from "../../../src/kit/formula/problem.ts";

test("a problem has words in both languages", () => {
  const problem = {
    code: "wrong_type",
    position: 4,
    length: 2,
    params: { expected: "number", received: "boolean" },
  } as const;
  expect(describeFormulaProblem(problem, "en")).toBe("a number is needed here, not a boolean");
  expect(describeFormulaProblem(problem, "zh-CN")).toBe("此处需要数值，而不是布尔值");
});
