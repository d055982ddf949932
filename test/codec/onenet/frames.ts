// What firmware of the first OneNET sends on `$dp`, as its SDKs pack it.

const FIVE = 5;

/** A type byte, two bytes of length, the body. */
export function packFrame(type: number, body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([Buffer.from([type, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** Type 2. */
export function packBinary(header: unknown, content: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  return Buffer.concat([packFrame(2, JSON.stringify(header)), size, content]);
}

/** Type 5 with `,` and `;`. */
export function packFields(records: readonly (readonly string[])[]): Buffer {
  return packFrame(FIVE, `,;${records.map((record) => record.join(",")).join(";")}`);
}

/** Type 7: `time` is year - 2000, month, day, hour, minute, second. */
export function packFloats(
  streams: readonly (readonly [stream: number, floats: readonly number[]])[],
  time?: readonly number[],
): Buffer {
  const head = time ? [0x87, ...time] : [0x07];
  const blocks = streams.map(([stream, floats]) => {
    const block = Buffer.alloc(4 + floats.length * 4);
    block.writeUInt16BE(stream, 0);
    block.writeUInt16BE(floats.length, 2);
    for (const [i, float] of floats.entries()) block.writeFloatBE(float, 4 + i * 4);
    return block;
  });
  return Buffer.concat([Buffer.from(head), ...blocks]);
}
