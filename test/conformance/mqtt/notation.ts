/**
 * Bytes as people write them: `10 { s'MQTT' 04 02 003c s'd1' }`.
 * Hex pairs; 'text' as it is; s'text' with its two-byte length; `{ ... }` preceded by its length as a variable byte
 * integer; `x3(...)` repeats.
 */
export function parseBytes(text: string): Buffer {
  const tokens = text.match(/s?'[^']*'|x\d+\(|[{})]|[0-9a-f]+/gi) ?? [];
  let at = 0;
  const sequence = (closer: string | undefined): Buffer => {
    const parts: Buffer[] = [];
    for (let token = tokens[at++]; token !== undefined && token !== closer; token = tokens[at++]) {
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
    if (token.startsWith("'")) return Buffer.from(token.slice(1, -1));
    if (token.startsWith("s'")) {
      const body = Buffer.from(token.slice(2, -1));
      return Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]);
    }
    if (token.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(token)) throw new Error(`not bytes: ${token}`);
    return Buffer.from(token, "hex");
  };
  return sequence(undefined);
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
