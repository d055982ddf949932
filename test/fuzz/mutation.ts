import type { Random } from "./random.ts";

/** Bytes that break parsers more often than others. */
const NASTY = [0x00, 0x01, 0x7f, 0x80, 0xff, 0xc0, 0xed];
/** Texts that break readers of text more often than others, each as a name, as a value, and as more than that. */
const WORDS = [
  ...[
    "__proto__",
    "constructor",
    "toString",
    '{"toString":1}',
    '{"__proto__":{"a":1}}',
    '"toString":1,',
    "null",
  ],
  ...["[[[[", "]]]]", '{"a":', "1e999", "-0", "\ufeff", "\u2028", '"\\ud800"', "9007199254740993", "NaN"],
].map((text) => Buffer.from(text));
const MOST_BYTES = 4_096;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

function cutOut(bytes: Buffer, random: Random): [Buffer, Buffer, Buffer] {
  const from = random.below(bytes.length + 1);
  const to = from + random.below(Math.min(16, bytes.length - from + 1));
  return [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }
    return copy;
  },
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[random.below(copy.length)] = random.pick(NASTY);
    return copy;
  },
  (bytes, random) => {
    const [before, , after] = cutOut(bytes, random);
    return Buffer.concat([before, Buffer.from([random.below(256)]), after]);
  },
  (bytes, random) => {
    const [before, , after] = cutOut(bytes, random);
    return Buffer.concat([before, after]);
  },
  (bytes, random) => {
    const [before, cut, after] = cutOut(bytes, random);
    return Buffer.concat([before, cut, cut, after]);
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const [before, , after] = cutOut(bytes, random);
    return Buffer.concat([before, random.pick(WORDS), after]);
  },
  (bytes, random) => {
    // In the place of a name or a value of JSON: those are what readers look at.
    const places = [...bytes.toString("latin1").matchAll(/"[^"]{0,40}"|-?\d+(?:\.\d+)?/g)];
    if (places.length === 0) return bytes;
    const { 0: old, index } = random.pick(places);
    const word = random.pick(WORDS);
    const isName = bytes[index + old.length] === 0x3a;
    const put = isName ? Buffer.from(JSON.stringify(word.toString())) : word;
    return Buffer.concat([bytes.subarray(0, index), put, bytes.subarray(index + old.length)]);
  },
];

/** A few samples behind one another with a few mutations; sometimes none, so that valid input stays in the run. */
export function makeInput(samples: readonly Buffer[], random: Random): Buffer {
  const count = 1 + random.below(4);
  let bytes = Buffer.concat(Array.from({ length: count }, () => random.pick(samples)));
  for (let left = random.below(4); left > 0; left--)
    bytes = Buffer.from(random.pick(MUTATIONS)(bytes, random));
  return bytes.subarray(0, MOST_BYTES);
}

/** The same bytes in chunks of random sizes, each its own copy as from a socket. */
export function splitAtRandom(bytes: Buffer, random: Random): Buffer[] {
  const most = random.pick([1, 3, 17, 200]);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + random.below(most);
    chunks.push(Buffer.from(bytes.subarray(at, next)));
    at = next;
  }
  return chunks;
}
