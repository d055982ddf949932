import { afterEach, expect, test } from "bun:test";
import { openWriter } from "../../../src/telemetry/writer/writer.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

/** Not `expect().rejects`: it waits in a way that lets no Worker's answer through. */
const reasonOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "done",
    (reason: Error) => reason.message,
  );

test("the Worker does orders one after the other and tells which failed", async () => {
  const writer = openWriter();
  const dir = tempDir();
  await writer.ask({ type: "open", dir, logId: "x", blockPoints: 10 });
  await writer.ask({ type: "series", added: [{ id: 1, deviceId: 1, property: "t" }] });
  await writer.ask({ type: "open", dir: `${dir}/absent`, logId: "x", blockPoints: 10 });
  const parcel = {
    slices: [],
    times: new Float64Array(1),
    numbers: new Float64Array(1),
    qualities: new Uint8Array(1),
    delays: new Float64Array(0),
  };
  expect(await reasonOf(writer.ask({ type: "points", day: 1, seq: 1, parcel }))).toBe("cannot_open: ENOENT");
  expect(parcel.times.length).toBe(0);
  await writer.ask({ type: "close" });
  const pending = writer.ask({ type: "removeDay", day: 1 });
  writer.stop();
  expect(await reasonOf(pending)).toBe("stopped");
  expect(await reasonOf(writer.ask({ type: "close" }))).toBe("stopped");
});
