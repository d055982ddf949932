import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measureFree, measureFreeSync, measureUsage } from "../../src/disk/usage.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

test("adds up the folder by part", async () => {
  using folder = makeTempFolder("disk");
  const put = (name: string, sizeBytes: number) =>
    writeFileSync(join(folder.path, name), new Uint8Array(sizeBytes));
  mkdirSync(join(folder.path, "log"));
  mkdirSync(join(folder.path, "telemetry", "2024"), { recursive: true });
  put("gantry.db", 100);
  put("journal.db", 10);
  put("journal.db-wal", 1);
  put("log/1.db", 1_000);
  put("telemetry/2024/a.db", 10_000);
  const { dataBytes, logBytes, telemetryBytes, journalBytes, freeBytes, totalBytes } = await measureUsage(
    folder.path,
  );
  expect({ dataBytes, logBytes, telemetryBytes, journalBytes }).toEqual({
    dataBytes: 11_111,
    logBytes: 1_000,
    telemetryBytes: 10_000,
    journalBytes: 11,
  });
  expect([freeBytes > 0, totalBytes >= freeBytes]).toEqual([true, true]);
});

test("a folder that is not there is empty, and so is its disk", async () => {
  const nowhere = "/nowhere/at/all";
  const space = { freeBytes: 0, totalBytes: 0 };
  const none = { dataBytes: 0, logBytes: 0, telemetryBytes: 0, journalBytes: 0, ...space };
  expect([await measureUsage(nowhere), await measureFree(nowhere), measureFreeSync(nowhere)]).toEqual([
    none,
    space,
    space,
  ]);
});
