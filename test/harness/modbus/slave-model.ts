// A Modbus slave as it stands in the specification (application protocol 1.1b3), written without the code under test.

export interface SlaveModel {
  readonly unit: number;
  readonly coils: Map<number, boolean>;
  readonly discretes: Map<number, boolean>;
  readonly holding: Map<number, number>;
  readonly input: Map<number, number>;
  /** What it says of itself, by object; nothing: it does not know function 43. */
  readonly identity: Map<number, string>;
  /** Function codes that it does not know. */
  readonly unknown: Set<number>;
  /** Requests that it has answered, as hexadecimal PDUs. */
  readonly asked: string[];
}

export function makeSlaveModel(unit: number, holding: Readonly<Record<number, number>> = {}): SlaveModel {
  return {
    unit,
    coils: new Map(),
    discretes: new Map(),
    holding: new Map(Object.entries(holding).map(([address, value]) => [Number(address), value])),
    input: new Map(),
    identity: new Map(),
    unknown: new Set(),
    asked: [],
  };
}

/** The answer to a PDU; addresses that its tables do not hold are exception 02. */
export function answerPdu(slave: SlaveModel, pdu: Buffer): Buffer {
  const code = pdu[0] ?? 0;
  slave.asked.push(pdu.toString("hex"));
  if (slave.unknown.has(code)) return Buffer.of(code | 0x80, 1);
  if (code === 43) return identify(slave, pdu);
  const address = pdu.readUInt16BE(1);
  try {
    if (code === 1 || code === 2) return readBits(code === 1 ? slave.coils : slave.discretes, pdu);
    if (code === 3 || code === 4) return readWords(code === 3 ? slave.holding : slave.input, pdu);
    if (code === 5) slave.coils.set(need(slave.coils, address), pdu.readUInt16BE(3) === 0xff00);
    else if (code === 6) slave.holding.set(need(slave.holding, address), pdu.readUInt16BE(3));
    else if (code === 15) writeBits(slave.coils, pdu);
    else if (code === 16) writeWords(slave.holding, pdu);
    else if (code === 22) maskWord(slave.holding, pdu);
    else return Buffer.of(code | 0x80, 1);
    return code === 22 ? pdu : pdu.subarray(0, 5);
  } catch {
    return Buffer.of(code | 0x80, 2);
  }
}

/** One object at a time, so that it goes on. */
function identify({ identity }: SlaveModel, pdu: Buffer): Buffer {
  const id = pdu[3] ?? 0;
  const text = identity.get(id);
  if (text === undefined || pdu[1] !== 14) return Buffer.of(43 | 0x80, 1);
  const goesOn = identity.has(id + 1);
  const head = Buffer.of(43, 14, 1, 0x81, goesOn ? 0xff : 0, goesOn ? id + 1 : 0, 1, id, text.length);
  return Buffer.concat([head, Buffer.from(text)]);
}

function need(table: ReadonlyMap<number, unknown>, address: number): number {
  if (!table.has(address)) throw new Error("no such address");
  return address;
}

function readBits(table: ReadonlyMap<number, boolean>, pdu: Buffer): Buffer {
  const [address, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  const bytes = Buffer.alloc(Math.ceil(count / 8));
  for (let i = 0; i < count; i++)
    if (table.get(need(table, address + i))) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  return Buffer.concat([Buffer.of(pdu[0] ?? 0, bytes.length), bytes]);
}

function readWords(table: ReadonlyMap<number, number>, pdu: Buffer): Buffer {
  const [address, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  const bytes = Buffer.alloc(count * 2);
  for (let i = 0; i < count; i++) bytes.writeUInt16BE(table.get(need(table, address + i)) ?? 0, i * 2);
  return Buffer.concat([Buffer.of(pdu[0] ?? 0, bytes.length), bytes]);
}

function writeBits(table: Map<number, boolean>, pdu: Buffer): void {
  const [address, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  for (let i = 0; i < count; i++)
    table.set(need(table, address + i), (((pdu[6 + (i >> 3)] ?? 0) >> (i & 7)) & 1) === 1);
}

function writeWords(table: Map<number, number>, pdu: Buffer): void {
  const [address, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  for (let i = 0; i < count; i++) table.set(need(table, address + i), pdu.readUInt16BE(6 + i * 2));
}

function maskWord(table: Map<number, number>, pdu: Buffer): void {
  const [address, and, or] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3), pdu.readUInt16BE(5)];
  const before = table.get(need(table, address)) ?? 0;
  table.set(address, (before & and) | (or & ~and & 0xffff));
}
