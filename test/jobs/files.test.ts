import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { JobFiles } from "../../src/jobs/files.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

test("what was appended behind the checkpoint is cut away", async () => {
  using folder = makeTempFolder("jobs");
  const files = new JobFiles(folder.path);
  const header = `${JSON.stringify({ header: ["a", "b"] })}\n`;
  const error = { row: 2, column: "a", code: "not_found" as const, params: {}, cells: ["1", "2"] };
  expect(await files.header(7)).toEqual([]);
  const size =
    files.append(7, "errors.jsonl", header) + files.append(7, "errors.jsonl", `${JSON.stringify(error)}\n`);
  files.append(7, "errors.jsonl", '{"row": 3, "col');
  files.cut(7, "errors.jsonl", size);
  expect(await files.header(7)).toEqual(["a", "b"]);
  expect(await Array.fromAsync(files.errors(7))).toEqual([error]);
  expect(files.strayIds((id) => id === 7)).toEqual([]);
  expect(files.strayIds(() => false)).toEqual([7]);
  files.remove(7);
  expect(existsSync(`${folder.path}/7`)).toBe(false);
});
