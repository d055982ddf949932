// Our own slaves, listening for Modbus TCP.

import { isWithin, readNetwork } from "../../../kit/cidr.ts";
import { TokenBucket } from "../../../kit/token-bucket.ts";
import { type CloseCause, type Conn, type ConnEvents, listen, type NetListener } from "../../../net/net.ts";
import type { Clock, Timer } from "../../../spine/clock.ts";
import type { ServerSettings } from "../../../spine/fieldbus.ts";
import { answerRequest, type Registers } from "./answer.ts";

type Limits = Pick<ServerSettings, "allowed" | "maxConnections" | "idleMs" | "maxRequestsPerS">;

export interface ModbusServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly registers: Registers;
  /** As they are at the time; `review` brings open connections to them. */
  readonly limits: () => Limits;
  /** Whether the platform has shut this address out. */
  readonly isAdmitted?: ((ip: string) => boolean) | undefined;
}

/** One that is connected. */
export interface ServedClient {
  /** `ip:port`. */
  readonly address: string;
  /** UTC ms. */
  readonly since: number;
  readonly answered: number;
  readonly refused: number;
  /** Of the newest refusal. */
  readonly lastException: number | undefined;
  /** Of the newest request, UTC ms. */
  readonly lastRequestAt: number | undefined;
}

export interface SlaveListener {
  readonly net: NetListener;
  /** In the order in which they came. */
  clients(): readonly ServedClient[];
  /** Connections that were not let in. */
  readonly turnedAway: { readonly address: number; readonly number: number };
  /** Ends connections of those that may not be here any more. */
  review(): void;
  /** Accepts no more, and ends what is open. */
  close(): void;
}

const OUTPUT_BYTES = 65_536;
const LINGER_MS = 1_000;
const HEADER_BYTES = 7;
const BODY_BYTES = 254;
/** Requests of one client that wait for their answers; more and it is not read on. */
const IN_FLIGHT = 16;
/** Above what settings can say. */
const CONNECTIONS = 1_000;
const IDLE_CHECK_MS = 1_000;

/** Listens. Throws when the address cannot be had. */
export function listenAsSlave(options: ModbusServerOptions): SlaveListener {
  return new TcpSlave(options);
}

class TcpSlave implements SlaveListener {
  readonly net: NetListener;
  readonly turnedAway = { address: 0, number: 0 };
  readonly #clients = new Set<Client>();
  readonly #timer: Timer;

  constructor(readonly options: ModbusServerOptions) {
    const { host, port, clock } = options;
    this.net = listen(
      {
        ...{ host, port, clock, maxConnections: CONNECTIONS, maxOutputBytes: OUTPUT_BYTES },
        ...{ lingerMs: LINGER_MS, isAdmitted: (ip: string) => this.#isAdmitted(ip) },
      },
      (conn) => {
        const client = new Client(conn, options, () => this.#clients.delete(client));
        this.#clients.add(client);
        return client;
      },
    );
    this.#timer = clock.every(IDLE_CHECK_MS, () => {
      const oldestMs = clock.monotonicMs() - options.limits().idleMs;
      for (const client of this.#clients) if (client.heardAtMs < oldestMs) client.conn.end();
    });
  }

  clients(): readonly ServedClient[] {
    return [...this.#clients].map((client) => client.report());
  }

  review(): void {
    const { allowed } = this.options.limits();
    for (const { conn } of this.#clients) if (!isAllowed(allowed, ipOf(conn.address))) conn.terminate();
  }

  close(): void {
    this.#timer.cancel();
    this.net.stop();
    for (const { conn } of [...this.#clients]) conn.end();
  }

  #isAdmitted(ip: string): boolean {
    const { allowed, maxConnections } = this.options.limits();
    if (!isAllowed(allowed, ip) || this.options.isAdmitted?.(ip) === false) this.turnedAway.address++;
    else if (this.#clients.size >= maxConnections) this.turnedAway.number++;
    else return true;
    return false;
  }
}

class Client implements ConnEvents {
  /** Monotonic ms. */
  heardAtMs: number;
  #bytes: Buffer = Buffer.alloc(0);
  #inFlight = 0;
  #bucket: TokenBucket;
  #rest: Timer | undefined;
  readonly #since: number;
  #answered = 0;
  #refused = 0;
  #lastException: number | undefined;
  #lastRequestAt: number | undefined;

  constructor(
    readonly conn: Conn,
    readonly options: ModbusServerOptions,
    readonly onClosed: () => void,
  ) {
    this.heardAtMs = options.clock.monotonicMs();
    this.#since = options.clock.now();
    this.#bucket = this.#makeBucket();
  }

  report(): ServedClient {
    return {
      ...{ address: this.conn.address, since: this.#since, answered: this.#answered, refused: this.#refused },
      ...{ lastException: this.#lastException, lastRequestAt: this.#lastRequestAt },
    };
  }

  received(chunk: Buffer): void {
    this.heardAtMs = this.options.clock.monotonicMs();
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#serve();
  }

  drained(): void {}

  closed(_cause: CloseCause): void {
    this.#rest?.cancel();
    this.onClosed();
  }

  get #isBusy(): boolean {
    return this.#inFlight >= IN_FLIGHT || this.#rest !== undefined;
  }

  #serve(): void {
    while (!this.#isBusy && this.#bytes.length >= HEADER_BYTES && this.conn.isOpen) {
      const sizeBytes = this.#bytes.readUInt16BE(4);
      const isModbus = this.#bytes.readUInt16BE(2) === 0 && sizeBytes >= 2 && sizeBytes <= BODY_BYTES;
      if (!isModbus) {
        this.conn.terminate();
        return;
      }
      if (this.#bytes.length < 6 + sizeBytes) break;
      const frame = this.#bytes.subarray(0, 6 + sizeBytes);
      this.#bytes = this.#bytes.subarray(6 + sizeBytes);
      this.#pace();
      void this.#answer(frame);
    }
    if (this.#isBusy) this.conn.pause();
    else this.conn.resume();
  }

  /** Who asks faster than it may is read on later. */
  #pace(): void {
    const { clock, limits } = this.options;
    if (limits().maxRequestsPerS !== this.#bucket.limits.ratePerS) this.#bucket = this.#makeBucket();
    const debtMs = this.#bucket.spend(clock.monotonicMs());
    if (debtMs === 0) return;
    this.#rest = clock.after(Math.ceil(debtMs), () => {
      this.#rest = undefined;
      this.#serve();
    });
  }

  /** A second's worth may come at once. */
  #makeBucket(): TokenBucket {
    const { clock, limits } = this.options;
    const ratePerS = limits().maxRequestsPerS;
    return new TokenBucket({ ratePerS, burst: ratePerS }, clock.monotonicMs());
  }

  /** Answers carry their request's number, so they need not keep the order. */
  async #answer(frame: Buffer): Promise<void> {
    this.#inFlight++;
    this.#lastRequestAt = this.options.clock.now();
    const request = { unit: frame[6] ?? 0, pdu: frame.subarray(7) };
    const pdu = await answerRequest(this.options.registers, request);
    this.#inFlight--;
    if ((pdu[0] ?? 0) < 0x80) this.#answered++;
    else {
      this.#refused++;
      this.#lastException = pdu[1];
    }
    if (!this.conn.isOpen) return;
    this.#send(frame.readUInt16BE(0), request.unit, pdu);
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

/** None named: everybody is. */
function isAllowed(allowed: readonly string[], ip: string): boolean {
  return allowed.length === 0 || allowed.some((text) => isInNetwork(text, ip));
}

function isInNetwork(text: string, ip: string): boolean {
  const network = readNetwork(text);
  return network !== undefined && isWithin(network, ip);
}

/** Of `ip:port`, or `[ip]:port`. */
function ipOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":")).replace(/^\[|\]$/g, "");
}
