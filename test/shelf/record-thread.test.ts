import { expect, test } from "bun:test";
import { ByteWriter } from "../../src/kit/byte-writer.ts";
import { Changes } from "../../src/shelf/changes.ts";
import { openRecordThread } from "../../src/shelf/record-thread.ts";
import type { RecordReport } from "../../src/shelf/record-writer.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

test("the Worker commits, gives the buffer back, and ends", async () => {
  using folder = makeTempFolder("shelf");
  const reports: RecordReport[] = [];
  const waiting: (() => void)[] = [];
  const thread = openRecordThread({
    onReport(report) {
      reports.push(report);
      waiting.shift()?.();
    },
    onDeath: (reason) => {
      throw new Error(reason);
    },
  });
  const ask = (order: Parameters<typeof thread.send>[0]) =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      thread.send(order);
    });
  const changes = new Changes();
  changes.set("q", "1", Uint8Array.of(1));
  const out = new ByteWriter(64);
  changes.encode(out);
  const sizeBytes = out.at;
  const buffer = out.swap(new ArrayBuffer(8));
  await ask({ type: "commit", path: `${folder.path}/a.db`, buffer, sizeBytes });
  expect(buffer.byteLength).toBe(0);
  await ask({ type: "close" });
  thread.stop();
  expect(reports.map((report) => report.type)).toEqual(["committed", "closed"]);
  expect(reports[0]).toMatchObject({ buffer: { byteLength: 64 } });
});
