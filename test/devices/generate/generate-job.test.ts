import { expect, test } from "bun:test";
import { readGeneration } from "../../../src/devices/generate/generate-job.ts";
import { AppError } from "../../../src/spine/error.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { errorsOf, openImporting } from "../import/fixture.ts";

test("names, nicknames and groups go along with each other", () => {
  const generation = readGeneration({
    pattern: "L{1..2}-P{01..03}",
    name: "Press {1..6}",
    group: "Plant/Line {1..2}",
  });
  expect(generation.count).toBe(6);
  expect([0, 3, 5].map((at) => generation.nth(at))).toEqual([
    { deviceName: "L1-P01", name: "Press 1", group: "Plant/Line 1" },
    { deviceName: "L2-P01", name: "Press 4", group: "Plant/Line 2" },
    { deviceName: "L2-P03", name: "Press 6", group: "Plant/Line 2" },
  ]);
});

test("patterns that stand for nothing that can be made are refused before anything is", () => {
  const read =
    (pattern: string, name = "", group = "") =>
    () =>
      readGeneration({ pattern, name, group });
  expect(read("P{1..")).toThrow(new AppError("pattern_bad", { at: 2 }));
  expect(read("P{1..50001}")).toThrow(new AppError("pattern_too_many", { count: 50_001, limit: 50_000 }));
  expect(read("P {1..2}")).toThrow(new AppError("import_bad_device_name", { value: "P 1" }));
  expect(read("P{1..4}", "x{1..3}")).toThrow(new AppError("pattern_uneven", { count: 3, names: 4 }));
});

test("a pattern becomes devices; those that exist are told and left alone", async () => {
  using folder = makeTempFolder("generate");
  const room = openImporting(folder.path);
  room.jobs.begin();
  room.devices.create({ productKey: "press", deviceName: "P2" }, "test");
  const input = {
    productKey: "press",
    pattern: "P{1..250}",
    name: "Press {1..250}",
    group: "Plant/Line {1..2}",
  };
  const { id } = room.jobs.start("device.generate", {
    input: { ...input, tags: { made: "2026" } },
    actor: "ann",
    title: "",
  });
  const job = await room.jobs.ended(id);
  expect([job.state, job.counts, job.done, job.errors]).toEqual(["done", { created: 249 }, 250, 1]);
  expect(await errorsOf(room, job)).toEqual(["2 deviceName: import_exists"]);
  const last = room.devices.get("press", "P250");
  const found: unknown[] = [last.name, room.tags.of(last), room.groups.pathOf(last.groupId ?? 0)];
  expect(found).toEqual(["Press 250", { made: "2026" }, ["Plant", "Line 2"]]);
  const secrets = (await Bun.file(room.jobs.resultPath(id)).text()).trim().split("\r\n");
  expect(secrets.length).toBe(250);
  await room.close();
});

test("names that come twice are made once", async () => {
  using folder = makeTempFolder("generate");
  const room = openImporting(folder.path);
  room.jobs.begin();
  const input = { productKey: "press", pattern: "{1,11}{1,11}" };
  const { id } = room.jobs.start("device.generate", { input, actor: "ann", title: "" });
  expect((await room.jobs.ended(id)).counts).toEqual({ created: 3 });
  await room.close();
});
