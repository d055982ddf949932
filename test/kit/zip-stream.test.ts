import { expect, test } from "bun:test";
import { type ZipEntry, type ZipOptions, zipStream } from "../../src/kit/zip-stream.ts";
import { unzip } from "../harness/unzip.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const pack = async (entries: ZipEntry[], options?: ZipOptions) =>
  new Uint8Array(await Bun.readableStreamToBytes(toStream(entries, options)));
const toStream = (entries: ZipEntry[], options?: ZipOptions) =>
  new ReadableStream<Uint8Array>({
    async start(controller) {
      for await (const piece of zipStream(entries, options)) controller.enqueue(piece);
      controller.close();
    },
  });

test("files come back whole, in pieces, empty or named in Chinese", async () => {
  const long = bytesOf("0123456789".repeat(50_000));
  const packed = await pack([
    { name: "a/long.txt", content: [long.subarray(0, 300_000), new Uint8Array(), long.subarray(300_000)] },
    { name: "empty", content: [] },
    { name: "温度.txt", content: [bytesOf("二十三度")] },
  ]);
  expect(packed.length).toBeLessThan(10_000);
  expect([...unzip(packed)]).toEqual([
    ["a/long.txt", long],
    ["empty", new Uint8Array()],
    ["温度.txt", bytesOf("二十三度")],
  ]);
});

test("the same content makes the same file", async () => {
  const entries = [{ name: "a", content: [bytesOf("x")] }];
  expect(await pack(entries)).toEqual(await pack(entries));
});

test("an archive without files is one", async () => {
  expect(unzip(await pack([])).size).toBe(0);
});

test("places beyond what 32 bits hold are written in 64, and only they", async () => {
  const entries = ["a", "b", "c"].map((name) => ({ name, content: [bytesOf(name.repeat(100))] }));
  const narrow = await pack(entries);
  const second = new DataView(narrow.buffer).getUint32(narrow.length - 6, true) / 3;
  const wide = await pack(entries, { wideAt: second });
  // Two entries with a field of 12 bytes; the end in 64 bits and where it stands are 76.
  expect(wide.length - narrow.length).toBe(2 * 12 + 76);
  expect([...unzip(wide)]).toEqual([...unzip(narrow)]);
  expect([...unzip(await pack(entries, { wideAt: 0 }))]).toEqual([...unzip(narrow)]);
});

test("more entries than 16 bits hold", async () => {
  const entries = Array.from({ length: 65_600 }, (_, n) => ({ name: String(n), content: [] }));
  const files = unzip(await pack(entries));
  expect([files.size, files.has("65599")]).toEqual([65_600, true]);
});
