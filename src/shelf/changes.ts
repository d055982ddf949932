// What was put and removed since the last commit: the newest word on each record, and how it travels to the thread.

import { ByteReader } from "../kit/byte-reader.ts";
import type { ByteWriter } from "../kit/byte-writer.ts";
import type { VisitRecord } from "./record-store.ts";

/** Rough cost of a record in memory beside its value. */
const RECORD_BYTES = 96;
const PUT = 1;
const REMOVE = 2;

/** The newest value of each record, undefined where it is removed. */
export class Changes {
  records = 0;
  sizeBytes = 0;
  readonly #buckets = new Map<string, Map<string, Uint8Array | undefined>>();

  set(bucket: string, key: string, value: Uint8Array | undefined): void {
    let keys = this.#buckets.get(bucket);
    if (keys === undefined) {
      keys = new Map();
      this.#buckets.set(bucket, keys);
    }
    const before = keys.get(key);
    if (before === undefined && !keys.has(key)) {
      this.records++;
      this.sizeBytes += RECORD_BYTES + key.length;
    }
    this.sizeBytes += (value?.length ?? 0) - (before?.length ?? 0);
    keys.set(key, value);
  }

  has(bucket: string, key: string): boolean {
    return this.#buckets.get(bucket)?.has(key) ?? false;
  }

  /** Adds what `older` holds and these changes do not know better. */
  addOlder(older: Changes): void {
    for (const [bucket, keys] of older.#buckets) {
      for (const [key, value] of keys) if (!this.has(bucket, key)) this.set(bucket, key, value);
    }
  }

  encode(out: ByteWriter): void {
    for (const [bucket, keys] of this.#buckets) {
      for (const [key, value] of keys) {
        out.ensure(1);
        out.u8(value === undefined ? REMOVE : PUT);
        out.text(bucket);
        out.text(key);
        if (value !== undefined) out.bytes(value);
      }
    }
  }
}

/** Reads what `encode` wrote. Throws BytesError when it is something else. */
export function readChanges(
  bytes: Uint8Array,
  put: VisitRecord,
  remove: (bucket: string, key: string) => void,
): void {
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const kind = reader.u8();
    const bucket = reader.text();
    const key = reader.text();
    if (kind === PUT) put(bucket, key, reader.bytes(reader.varint()));
    else remove(bucket, key);
  }
}
