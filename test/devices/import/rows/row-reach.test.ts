import { expect, test } from "bun:test";
import { makeRowReach } from "../../../../src/devices/import/rows/row-reach.ts";
import { makeReach } from "../../../../src/http/http.ts";
import { EVERYTHING } from "../../../harness/room-api.ts";
import { openWorld } from "../../topology/world.ts";

test("is the reach, with its filter; a product is asked for once", () => {
  const { groups } = openWorld();
  groups.ensure(["Plant"]);
  const asked: string[] = [];
  const touches = (_: number, productKey: string) => asked.push(productKey) > 0 && productKey === "plain";
  const reach = makeReach([{ kind: "group", groupId: 1 }], {
    ...{ groupOf: () => 1, isWithin: () => true, touches },
  });
  const rows = makeRowReach(reach, groups);
  const answers = ["plain", "sub", "plain", "sub"].map((productKey) => rows.touchesProduct(productKey));
  expect([answers, asked]).toEqual([
    [true, false, true, false],
    ["plain", "sub"],
  ]);
  expect([rows.isAll, rows.filter]).toEqual([false, { productKeys: [], groupIds: [1], names: [] }]);
  expect(makeRowReach(EVERYTHING, groups).filter).toBeUndefined();
});
