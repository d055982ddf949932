import { crc32, inflateRawSync } from "node:zlib";

const WIDE = 0xffff_ffff;

/** Where the directory begins, and how many entries it has: in 64 bits when the end says so. */
function directoryOf(view: DataView, end: number): { at: number; count: number } {
  const at = view.getUint32(end + 16, true);
  if (at !== WIDE) return { at, count: view.getUint16(end + 10, true) };
  if (view.getUint32(end - 20, true) !== 0x07064b50) throw new Error("no locator");
  const wide = Number(view.getBigUint64(end - 12, true));
  if (view.getUint32(wide, true) !== 0x06064b50) throw new Error("no wide end of directory");
  return {
    at: Number(view.getBigUint64(wide + 48, true)),
    count: Number(view.getBigUint64(wide + 32, true)),
  };
}

/** Files of a zip archive by path, read through its directory; throws where a checksum or size is wrong. */
export function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error("no end of directory");
  const files = new Map<string, Uint8Array>();
  const directory = directoryOf(view, end);
  let at = directory.at;
  for (let left = directory.count; left > 0; left--) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error("no directory entry");
    const [crc, packed, size] = [16, 20, 24].map((offset) => view.getUint32(at + offset, true));
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    const extraBytes = view.getUint16(at + 30, true);
    const place = view.getUint32(at + 42, true);
    // Its only further field has the place in 64 bits.
    const local = place === WIDE ? Number(view.getBigUint64(at + 46 + nameBytes + 4, true)) : place;
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const content = new Uint8Array(inflateRawSync(bytes.subarray(start, start + (packed ?? 0))));
    if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is damaged`);
    files.set(name, content);
    at += 46 + nameBytes + extraBytes;
  }
  return files;
}
