import { expect, test } from "bun:test";
import { openWorkshop } from "./workshop.ts";

const { send } = openWorkshop();
const read = async (path: string) => {
  const response = await send("GET", path);
  return [response.status, await response.json()];
};

test("only what is asked for, of an object, of each item of a page, and of either form of a union", async () => {
  expect(await read("/untagged?fields=size,name")).toEqual([200, { size: 3, name: "press" }]);
  expect(await read("/things?fields=name")).toEqual([
    200,
    { items: [{ name: "press" }, { name: "oven" }], nextCursor: null },
  ]);
  expect(await read("/other?fields=right,left")).toEqual([200, { right: "r" }]);
});

test("without the word the answer is whole", async () => {
  expect(await read("/things")).toMatchObject([200, { items: [{ size: 3 }, { size: 3 }] }]);
});

test.each(["colour", "", "name,", "name;size", "__proto__", `${"name,".repeat(60)}name2`])(
  "%p is refused, and what there is is told",
  async (fields) => {
    const [status, problem] = await read(`/untagged?fields=${encodeURIComponent(fields)}`);
    expect([status, problem]).toMatchObject([
      400,
      { errors: [{ path: "fields", message: expect.stringContaining("known are name, size, seenAt") }] },
    ]);
  },
);
