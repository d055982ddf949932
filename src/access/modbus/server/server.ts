// Our own slaves, listening for Modbus TCP.

import { type Conn, type ConnEvents, listen, type NetListener } from "../../../net/net.ts";
import type { Clock } from "../../../spine/clock.ts";
import { type ApplyWrites, answerRequest } from "./answer.ts";
import type { RegisterImage } from "./register-image.ts";

export interface ModbusServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly maxConnections: number;
  /** What is exposed at the time of a request. */
  readonly image: () => RegisterImage;
  readonly apply: ApplyWrites;
  /** Each answer; the exception of one that refuses. */
  readonly onAnswer?: ((exception: number | undefined) => void) | undefined;
  readonly isAdmitted?: ((ip: string) => boolean) | undefined;
}

const OUTPUT_BYTES = 65_536;
const LINGER_MS = 1_000;
const HEADER_BYTES = 7;
const BODY_BYTES = 254;
/** Requests of one client that wait for their answers; more and it is not read on. */
const IN_FLIGHT = 16;

/** Listens. Throws when the address cannot be had. */
export function listenAsSlave(options: ModbusServerOptions): NetListener {
  const { host, port, clock, maxConnections, isAdmitted } = options;
  return listen(
    { host, port, clock, maxConnections, maxOutputBytes: OUTPUT_BYTES, lingerMs: LINGER_MS, isAdmitted },
    (conn) => new Client(conn, options),
  );
}

class Client implements ConnEvents {
  #bytes: Buffer = Buffer.alloc(0);
  #inFlight = 0;

  constructor(
    readonly conn: Conn,
    readonly options: ModbusServerOptions,
  ) {}

  received(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#serve();
  }

  drained(): void {}

  closed(): void {}

  #serve(): void {
    while (this.#inFlight < IN_FLIGHT && this.#bytes.length >= HEADER_BYTES && this.conn.isOpen) {
      const sizeBytes = this.#bytes.readUInt16BE(4);
      const isModbus = this.#bytes.readUInt16BE(2) === 0 && sizeBytes >= 2 && sizeBytes <= BODY_BYTES;
      if (!isModbus) {
        this.conn.terminate();
        return;
      }
      if (this.#bytes.length < 6 + sizeBytes) break;
      const frame = this.#bytes.subarray(0, 6 + sizeBytes);
      this.#bytes = this.#bytes.subarray(6 + sizeBytes);
      void this.#answer(frame);
    }
    if (this.#inFlight >= IN_FLIGHT) this.conn.pause();
  }

  /** Answers carry their request's number, so they need not keep the order. */
  async #answer(frame: Buffer): Promise<void> {
    this.#inFlight++;
    const request = { unit: frame[6] ?? 0, pdu: frame.subarray(7) };
    const pdu = await answerRequest(this.options.image(), request, this.options.apply).catch(() =>
      Buffer.of((frame[7] ?? 0) | 0x80, 4),
    );
    this.#inFlight--;
    this.options.onAnswer?.(((pdu[0] ?? 0) & 0x80) === 0 ? undefined : pdu[1]);
    if (!this.conn.isOpen) return;
    this.#send(frame.readUInt16BE(0), request.unit, pdu);
    this.conn.resume();
    this.#serve();
  }

  #send(transaction: number, unit: number, pdu: Buffer): void {
    const { out } = this.conn;
    const at = out.reserve(HEADER_BYTES + pdu.length);
    out.bytes.writeUInt16BE(transaction, at);
    out.bytes.writeUInt16BE(0, at + 2);
    out.bytes.writeUInt16BE(pdu.length + 1, at + 4);
    out.bytes[at + 6] = unit;
    pdu.copy(out.bytes, at + HEADER_BYTES);
    this.conn.touch();
  }
}
