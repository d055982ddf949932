import { expect, test } from "bun:test";
import { type ZipEntry, zipStream } from "../../src/kit/zip-stream.ts";
import { unzip } from "../harness/unzip.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const pack = async (entries: ZipEntry[]) =>
  new Uint8Array(await Bun.readableStreamToBytes(toStream(entries)));
const toStream = (entries: ZipEntry[]) =>
  new ReadableStream<Uint8Array>({
    async start(controller) {
      for await (const piece of zipStream(entries)) controller.enqueue(piece);
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
