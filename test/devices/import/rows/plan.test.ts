import { expect, test } from "bun:test";
import { type PlanSettings, planRow } from "../../../../src/devices/import/rows/plan.ts";
import { makeTempFolder } from "../../../harness/temp-folder.ts";
import { type Importing, openImporting } from "../fixture.ts";

const SETTINGS: PlanSettings = { mode: "upsert", key: "name", makesGroups: true };

async function withRoom(run: (room: Importing) => void): Promise<void> {
  using folder = makeTempFolder("plan");
  const room = openImporting(folder.path);
  const device = room.devices.create(
    { productKey: "press", deviceName: "P1", deviceSecret: "s1", name: "One" },
    "test",
  );
  room.tags.replace(device, { site: "A", line: "1" });
  run(room);
  await room.close();
}

test("a row makes, changes, or leaves a device", () =>
  withRoom((room) => {
    const plan = (draft: Parameters<typeof planRow>[0]) => planRow(draft, SETTINGS, room);
    expect(plan({ productKey: "press", deviceName: "P2", group: ["A", "B"] })).toEqual({
      ...{ action: "create", draft: { productKey: "press", deviceName: "P2" } },
      ...{ group: ["A", "B"], tags: undefined },
    });
    const row = { productKey: "press", deviceName: "P1", name: "One", tags: { site: "A" } };
    expect(plan(row)).toMatchObject({ action: "unchanged", patch: {}, tags: undefined });
    expect(plan({ ...row, name: "Eins", tags: { site: "B", line: "1" } })).toMatchObject({
      ...{ action: "update", patch: { name: "Eins" }, tags: { site: "B" } },
    });
    expect(plan({ ...row, group: ["A"] })).toMatchObject({ action: "update", group: ["A"] });
    const group = room.groups.ensure(["A"]);
    room.devices.update({ productKey: "press", deviceName: "P1" }, { groupId: group.id }, "test");
    expect(plan({ ...row, group: ["A"] })).toMatchObject({ action: "unchanged", group: undefined });
  }));

test("what a row lacks, and what the mode forbids", () =>
  withRoom((room) => {
    const codes = (draft: Parameters<typeof planRow>[0], settings: Partial<PlanSettings> = {}) => {
      const planned = planRow(draft, { ...SETTINGS, ...settings }, room);
      return "code" in planned ? `${planned.target} ${planned.code}` : planned.action;
    };
    const known = { productKey: "press", deviceName: "P1" };
    const fresh = { productKey: "press", deviceName: "P9" };
    expect(codes({ deviceName: "P1" })).toBe("productKey import_required");
    expect(codes({ deviceName: "P9" }, { productKey: "press" })).toBe("create");
    expect(codes({ productKey: "press" })).toBe("deviceName import_required");
    expect(codes({ productKey: "none", deviceName: "P1" })).toBe("productKey unknown_product");
    expect(codes(known, { mode: "create" })).toBe("deviceName import_exists");
    expect(codes(fresh, { mode: "update" })).toBe("deviceName import_missing");
    expect(codes({ ...fresh, group: ["X"] }, { makesGroups: false })).toBe("group import_no_group");
  }));

test("devices are found by secret or by a tag", () =>
  withRoom((room) => {
    const outcome = (draft: Parameters<typeof planRow>[0], key: PlanSettings["key"]) => {
      const planned = planRow(draft, { ...SETTINGS, key }, room);
      return "code" in planned ? planned.code : planned.action;
    };
    expect(outcome({ deviceSecret: "s1", name: "x" }, "secret")).toBe("update");
    expect(outcome({ name: "x" }, "secret")).toBe("import_required");
    expect(outcome({ deviceSecret: "s1", deviceName: "P2" }, "secret")).toBe("import_key_mismatch");
    expect(outcome({ deviceSecret: "s2", productKey: "press", deviceName: "P1" }, "secret")).toBe(
      "import_exists",
    );
    expect(outcome({ tags: { site: "A" }, name: "x" }, "tag:site")).toBe("update");
    expect(outcome({ tags: { site: "B" }, productKey: "press", deviceName: "P2" }, "tag:site")).toBe(
      "create",
    );
    const other = room.devices.create({ productKey: "press", deviceName: "P3" }, "test");
    room.tags.replace(other, { site: "A" });
    expect(outcome({ tags: { site: "A" } }, "tag:site")).toBe("import_ambiguous");
    expect(outcome({ tags: { site: "A" } }, "tag:constructor")).toBe("import_required");
  }));
