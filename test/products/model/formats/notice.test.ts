import { expect, test } from "bun:test";
import { notice } from "../../../../src/products/model/formats/notice.ts";

test("fills both texts", () => {
  expect(notice("assumed", "properties[0]", { field: "size", value: 512 })).toEqual({
    path: "properties[0]",
    code: "assumed",
    text: { en: "size is not said; 512 is taken.", zh: "文件未给出 size，取 512。" },
  });
});
