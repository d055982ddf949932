import type { SpecVersion } from "./notation.ts";

interface RawPacket {
  readonly header: number;
  readonly body: Buffer;
}

function splitPackets(bytes: Buffer): RawPacket[] {
  const packets: RawPacket[] = [];
  for (let at = 0; at < bytes.length; ) {
    const header = bytes[at] ?? 0;
    let size = 0;
    let from = at + 1;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[from++] ?? 0;
      size += (byte & 127) * shift;
      if (byte < 128) break;
    }
    packets.push({ header, body: bytes.subarray(from, from + size) });
    at = from + size;
  }
  return packets;
}

/** What two brokers must agree on: properties and words of answers are their own, and so is success by another name. */
function essenceOf({ header, body }: RawPacket, version: SpecVersion): string | undefined {
  const type = header >> 4;
  const isError = (reason: number | undefined) => ((reason ?? 0) >= 0x80 ? "error" : "success");
  switch (type) {
    case 2:
      // MQTT 5 leaves it to the server whether a refusal is told.
      if (version === "5") return isError(body[1]) === "error" ? undefined : `CONNACK ${body[0]}`;
      return `CONNACK ${body[0]} ${body[1]}`;
    case 4:
    case 5:
    case 6:
    case 7:
      return `${header.toString(16)} ${body.toString("hex", 0, 2)} ${isError(body[2])}`;
    case 14:
      // Told or not: the connection ends.
      return undefined;
    default:
      return `${header.toString(16)} ${body.toString("hex")}`;
  }
}

/** Whether two answers say the same: messages in their order, and the same answers among them in any. */
export function isSameAnswer(one: Buffer, other: Buffer, version: SpecVersion): boolean {
  const read = (bytes: Buffer) => {
    const all = splitPackets(bytes).flatMap((packet) => essenceOf(packet, version) ?? []);
    const isMessage = (text: string) => text.startsWith("3");
    return JSON.stringify([all.filter(isMessage), all.filter((text) => !isMessage(text)).sort()]);
  };
  return read(one) === read(other);
}
