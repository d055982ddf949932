import { expect, test } from "bun:test";
import { makeGroupTree } from "../../../src/app/group-tree.ts";
import {
  changeableGroup,
  pathBarrier,
  reachedGroup,
  requireParent,
  requireRoom,
  requireStay,
} from "../../../src/devices/groups/placing.ts";
import { makeReach } from "../../../src/http/http.ts";
import { AppError } from "../../../src/spine/error.ts";
import type { Scope } from "../../../src/spine/permission.ts";
import { openWorld } from "../topology/world.ts";

/** Plant 1 > Line 2 > Cell 3; Yard 4. A plain device stands in the line. */
function open() {
  const world = openWorld();
  world.groups.ensure(["Plant", "Line", "Cell"]);
  world.groups.ensure(["Yard"]);
  world.devices.create({ productKey: "plain", deviceName: "a", groupId: 2 }, "test");
  const tree = makeGroupTree(() => world);
  return { groups: world.groups, reachOf: (...scopes: Scope[]) => makeReach(scopes, tree) };
}

const LINE: Scope = { kind: "group", groupId: 2 };
const PLAIN: Scope = { kind: "product", productKey: "plain" };
const ALL: Scope = { kind: "all" };

function codeOf(act: () => unknown): string {
  try {
    act();
    return "fine";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

test("a group that is not reached is as one that is not there, and what a reach begins with is not changed", () => {
  const { groups, reachOf } = open();
  const codes = (act: typeof reachedGroup, reach: ReturnType<typeof reachOf>) =>
    [1, 2, 3, 4, 99].map((id) => codeOf(() => act(groups, id, reach)));
  const gone = "not_found";
  expect(codes(reachedGroup, reachOf(LINE))).toEqual([gone, "fine", "fine", gone, gone]);
  expect(codes(changeableGroup, reachOf(LINE))).toEqual([gone, "out_of_scope", "fine", gone, gone]);
  expect(codes(changeableGroup, reachOf(PLAIN))).toEqual([gone, gone, gone, gone, gone]);
  expect(codes(changeableGroup, reachOf(ALL))).toEqual(["fine", "fine", "fine", "fine", gone]);
  const parents = [null, 1, 2, 3].map((id) => codeOf(() => requireParent(groups, id, reachOf(LINE))));
  expect(parents).toEqual(["out_of_scope", gone, "fine", "fine"]);
  expect(codeOf(() => requireParent(groups, null, reachOf(ALL)))).toBe("fine");
});

test("a device stays in reach, wherever it is moved", () => {
  const { groups, reachOf } = open();
  const codes = (...scopes: Scope[]) =>
    [null, 3, 4, 99].map((groupId) =>
      codeOf(() =>
        requireStay(groups, { productKey: "plain", deviceName: "a" }, { groupId, reach: reachOf(...scopes) }),
      ),
    );
  expect(codes(LINE)).toEqual(["device_leaves_reach", "fine", "not_found", "not_found"]);
  expect(codes(PLAIN)).toEqual(["fine", "not_found", "not_found", "not_found"]);
  expect(codes(LINE, PLAIN)).toEqual(["fine", "fine", "not_found", "not_found"]);
  expect(codes(ALL)).toEqual(["fine", "fine", "fine", "not_found"]);
});

test("a new device needs a group or a whole product, and a product of which something is reached", () => {
  const { groups, reachOf } = open();
  const code = (productKey: string, groupId: number | null, ...scopes: Scope[]) =>
    codeOf(() => requireRoom(groups, { productKey, groupId }, reachOf(...scopes)));
  expect(code("plain", 3, LINE)).toBe("fine");
  expect(code("plain", null, LINE)).toBe("out_of_scope");
  expect(code("plain", 4, LINE)).toBe("not_found");
  expect(code("sub", 3, LINE)).toBe("unknown_product");
  expect(code("plain", null, PLAIN)).toBe("fine");
  expect(code("plain", 3, PLAIN)).toBe("not_found");
  expect(code("none", null, ALL)).toBe("fine");
});

test("a path is reached when the part of it that is there ends in a group that is", () => {
  const { groups, reachOf } = open();
  const what = (path: string, ...scopes: Scope[]) =>
    pathBarrier(groups, path.split("/"), reachOf(...scopes))?.code ?? "fine";
  expect(what("Plant/Line", LINE)).toBe("fine");
  expect(what("Plant/Line/New/Newer", LINE)).toBe("fine");
  for (const path of ["Plant", "Plant/New", "Yard", "Yard/New", "New", "Line"])
    expect(what(path, LINE)).toBe("import_outside");
  expect(what("Yard", PLAIN)).toBe("import_outside");
  expect(what("New", ALL)).toBe("fine");
});
