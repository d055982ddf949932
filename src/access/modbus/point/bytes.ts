// Bytes of registers as they come on the wire, and as the number that they are: A first.

/** `order` says which byte of the value each byte on the wire is: `CDAB` sends the low word first. */
export function fromWire(wire: Uint8Array, order: string): Uint8Array {
  const value = new Uint8Array(wire.length);
  for (let at = 0; at < wire.length; at++) value[letterAt(order, at)] = wire[at] ?? 0;
  return value;
}

/** The inverse of fromWire. */
export function toWire(value: Uint8Array, order: string): Uint8Array {
  return value.map((_, at) => value[letterAt(order, at)] ?? 0);
}

function letterAt(order: string, at: number): number {
  return order.charCodeAt(at) - 65;
}

/** Registers as numbers, for the functions that write them. */
export function wordsOf(bytes: Uint8Array): number[] {
  const words: number[] = [];
  for (let at = 0; at < bytes.length; at += 2) words.push(((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
  return words;
}

export function bytesOfWords(words: readonly number[]): Uint8Array {
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

/** One bit of coils or discrete inputs as they are packed: the first in the lowest bit of the first byte. */
export function bitAt(packed: Uint8Array, index: number): boolean {
  return (((packed[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
