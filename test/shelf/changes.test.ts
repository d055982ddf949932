import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { ByteWriter } from "../../src/kit/byte-writer.ts";
import { Changes, readChanges } from "../../src/shelf/changes.ts";

function read(changes: Changes): Map<string, Uint8Array | undefined> {
  const out = new ByteWriter(16);
  changes.encode(out);
  const found = new Map<string, Uint8Array | undefined>();
  readChanges(
    out.written(),
    (bucket, key, value) => found.set(`${bucket}\n${key}`, Uint8Array.from(value)),
    (bucket, key) => found.set(`${bucket}\n${key}`, undefined),
  );
  return found;
}

test("the newest word on each record arrives, whatever was said before", () => {
  const name = fc.string({ unit: "binary", maxLength: 5 });
  const value = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name, value)), (said) => {
      const changes = new Changes();
      const expected = new Map<string, Uint8Array | undefined>();
      for (const [bucket, key, value] of said) {
        changes.set(bucket, key, value);
        expected.set(`${bucket}\n${key}`, value);
      }
      expect(read(changes)).toEqual(expected);
      expect(changes.records).toBe(expected.size);
    }),
  );
});

test("older changes fill in what is not known better, a removal is known", () => {
  const older = new Changes();
  for (const key of ["1", "2", "3"]) older.set("q", key, Uint8Array.of(1));
  const newer = new Changes();
  newer.set("q", "2", Uint8Array.of(2));
  newer.set("q", "3", undefined);
  newer.addOlder(older);
  const expected = { "q\n1": Uint8Array.of(1), "q\n2": Uint8Array.of(2), "q\n3": undefined };
  expect(Object.fromEntries(read(newer))).toEqual(expected);
});

test("a value that is replaced leaves the count of bytes", () => {
  const changes = new Changes();
  changes.set("q", "1", new Uint8Array(1_000));
  const before = changes.sizeBytes;
  changes.set("q", "1", undefined);
  expect(before - changes.sizeBytes).toBe(1_000);
});
