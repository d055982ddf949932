// Points within a record. Stored on disk: never changed, only joined by further forms.

import { type PlainReader, type PlainWriter, readTagged, TAG_BITS, writePlain } from "../kit/plain-value.ts";
import type { Point, Quality } from "../spine/point.ts";

interface PointWriter extends PlainWriter {
  /** Writes a time as difference to another. Needs 16 bytes of room. */
  time(ms: number, near: number): void;
}

interface PointReader extends PlainReader {
  time(near: number): number;
}

/** Beside the value's tag, its byte has the quality in three bits and says in the highest that the point has its own time. */
const QUALITY_SHIFT = 4;
const OWN_TIME = 0x80;

export function writePoints(w: PointWriter, points: readonly Point[], ts: number): void {
  const { out } = w;
  out.ensure(8);
  out.varint(points.length);
  for (let i = 0; i < points.length; i++) {
    const point = points[i] as Point;
    w.ref(point.property);
    const isOwnTime = point.ts !== ts;
    writePlain(w, point.value, (point.quality << QUALITY_SHIFT) | (isOwnTime ? OWN_TIME : 0));
    if (!isOwnTime) continue;
    out.ensure(16);
    w.time(point.ts, ts);
  }
}

export function readPoints(r: PointReader, ts: number): Point[] {
  const count = r.from.varint();
  const points: Point[] = [];
  for (let i = 0; i < count; i++) {
    const property = r.ref();
    const head = r.from.u8();
    const quality = ((head & ~OWN_TIME) >> QUALITY_SHIFT) as Quality;
    const value = readTagged(r, head & TAG_BITS);
    points.push({ property, ts: head & OWN_TIME ? r.time(ts) : ts, value, quality });
  }
  return points;
}
