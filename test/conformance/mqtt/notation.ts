export type SpecVersion = "3.1" | "3.1.1" | "5";

/** What CONNACK of MQTT 5 tells of the limits of test/access/mqtt/bench.ts. */
const LIMITS = "{ 21 0008  27 00010000  22 0004 }";

/** Words that stand for other bytes in each version of the protocol. */
const WORDS: Readonly<Record<string, (version: SpecVersion) => string>> = {
  /** Protocol name and level of CONNECT. */
  PROTOCOL: (version) => ({ "3.1": "s'MQIsdp' 03", "3.1.1": "s'MQTT' 04", "5": "s'MQTT' 05" })[version],
  /** Empty properties, where there are properties. */
  P: (version) => (version === "5" ? "00" : ""),
  LIMITS: (version) => (version === "5" ? LIMITS : ""),
};

const TOKENS = /s?'[^']*'|x\d+\(|v[35]\(|[{})]|[A-Z]+(?![0-9a-z])|[0-9a-f]+|\S/g;

/**
 * Bytes as people write them: `10 { PROTOCOL 02 003c P s'd1' }`.
 * Hex pairs; 'text' as it is; s'text' with its two-byte length; `{ ... }` preceded by its length as a variable byte
 * integer; `x3(...)` repeats; `v3(...)` and `v5(...)` are for MQTT 3.1.1 and 5 alone; words as above.
 */
export function parseBytes(text: string, version: SpecVersion = "3.1.1"): Buffer {
  const tokens = text.match(TOKENS) ?? [];
  let at = 0;
  const sequence = (closer: string | undefined): Buffer => {
    const parts: Buffer[] = [];
    for (let token = tokens[at++]; token !== closer; token = tokens[at++]) {
      if (token === undefined) throw new Error(`no ${closer} in: ${text}`);
      parts.push(parseToken(token));
    }
    return Buffer.concat(parts);
  };
  const parseToken = (token: string): Buffer => {
    if (token === "{") {
      const body = sequence("}");
      return Buffer.concat([varint(body.length), body]);
    }
    const times = /^x(\d+)\($/.exec(token)?.[1];
    if (times !== undefined) {
      const body = sequence(")");
      return Buffer.concat(Array.from({ length: Number(times) }, () => body));
    }
    if (token === "v3(" || token === "v5(") {
      const body = sequence(")");
      return (token === "v5(") === (version === "5") ? body : Buffer.alloc(0);
    }
    return parseLeaf(token, version);
  };
  return sequence(undefined);
}

function parseLeaf(token: string, version: SpecVersion): Buffer {
  if (token.startsWith("'")) return Buffer.from(token.slice(1, -1));
  if (token.startsWith("s'")) {
    const body = Buffer.from(token.slice(2, -1));
    return Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]);
  }
  const word = WORDS[token];
  if (word !== undefined) return parseBytes(word(version), version);
  if (token.length % 2 !== 0 || !/^[0-9a-f]+$/.test(token)) throw new Error(`not bytes: ${token}`);
  return Buffer.from(token, "hex");
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}
