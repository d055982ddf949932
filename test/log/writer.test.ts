import { afterEach, expect, test } from "bun:test";
import type { WriterReport } from "../../src/log/chunk-writer.ts";
import { openWriter } from "../../src/log/writer.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

test("the Worker commits, gives the buffer back, and ends", async () => {
  const reports: WriterReport[] = [];
  const waiting: (() => void)[] = [];
  const writer = openWriter({
    onReport(report) {
      reports.push(report);
      waiting.shift()?.();
    },
    onDeath: (reason) => {
      throw new Error(reason);
    },
  });
  const ask = (order: Parameters<typeof writer.send>[0]) =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      writer.send(order);
    });
  const buffer = new ArrayBuffer(64);
  const head = { firstSeq: 1, count: 1, kinds: 1, products: [], atMs: 1 };
  await ask({ type: "commit", path: `${tempDir()}/a.db`, ...head, buffer, sizeBytes: 8 });
  expect(buffer.byteLength).toBe(0);
  await ask({ type: "close" });
  writer.stop();
  expect(reports.map((report) => report.type)).toEqual(["committed", "closed"]);
  expect(reports[0]).toMatchObject({ buffer: { byteLength: 64 } });
});
