import { expect, test } from "bun:test";
import { ZipReader } from "../../src/kit/zip-reader.ts";
import { zipStream } from "../../src/kit/zip-stream.ts";

async function zip(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, bytes]) => ({ name, content: [bytes] }));
  return Buffer.concat(await Array.fromAsync(zipStream(entries)));
}

test("files come back as they were packed", async () => {
  const reader = new ZipReader(await zip({ "a.txt": Buffer.from("中文"), "dir/b": new Uint8Array(300_000) }));
  expect(reader.names()).toEqual(["a.txt", "dir/b"]);
  expect(await reader.text("a.txt", 100)).toBe("中文");
  expect(Buffer.concat(await Array.fromAsync(reader.read("dir/b", 1_000_000)))).toEqual(
    Buffer.alloc(300_000),
  );
  expect(await reader.text("none", 100)).toBe("");
});

test("a file is unpacked no further than allowed", async () => {
  const reader = new ZipReader(await zip({ bomb: new Uint8Array(50_000_000) }));
  let seenBytes = 0;
  const read = async () => {
    for await (const piece of reader.read("bomb", 100_000)) seenBytes += piece.length;
  };
  await expect(read()).rejects.toThrow("too_large 100000");
  expect(seenBytes).toBeLessThanOrEqual(100_000);
});

test("what is no archive, or a damaged one, is told", async () => {
  expect(() => new ZipReader(Buffer.from("PK but no archive, and long enough"))).toThrow("not_a_zip");
  expect(() => new ZipReader(new Uint8Array(3))).toThrow("not_a_zip");
  const damaged = await zip({ a: Buffer.from("text text text text") });
  damaged.fill(0xff, 31, 40);
  await expect(new ZipReader(damaged).text("a", 100)).rejects.toThrow("not_a_zip");
});

/** An archive with one file that is not packed. */
function storedZip(name: string, content: Uint8Array): Uint8Array {
  const title = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(title.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(content.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(title.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + title.length + content.length, 16);
  return Buffer.concat([local, title, content, entry, title, end]);
}

test("what was not packed comes in pieces too, and others have their turn between them", async () => {
  const content = Buffer.alloc(100_000, "row");
  const pieces: number[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  for await (const piece of new ZipReader(storedZip("a", content)).read("a", 1_000_000)) {
    pieces.push(piece.length);
    Bun.sleepSync(2);
  }
  clearInterval(timer);
  expect(pieces).toEqual([...Array<number>(6).fill(16_384), 1_696]);
  expect(turns).toBeGreaterThan(0);
});
