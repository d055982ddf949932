// Where DTUs call in: each caller is matched to the link that waits for it, and its connection becomes that link's wire.

import { type Conn, type ConnEvents, listen, type NetListener } from "../../../net/net.ts";
import type { Clock, Timer } from "../../../spine/clock.ts";
import type { Transport } from "../../../spine/fieldbus.ts";
import type { Wire, WireEvents } from "../link/wire.ts";
import { heartbeatBytes, matchPacket, PACKET_BYTES } from "./identify.ts";

export interface DtuListenerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly maxConnections: number;
  /** The links that wait to be called. */
  readonly links: () => readonly { readonly id: string; readonly transport: DtuTransport }[];
  /** Gives the link its wire. */
  readonly attach: (id: string, makeWire: (events: WireEvents) => Wire) => void;
  /** A caller that no link knows, with what it sent. */
  readonly onStranger: (address: string, packet: Uint8Array) => void;
  readonly isAdmitted?: ((ip: string) => boolean) | undefined;
}

type DtuTransport = Extract<Transport, { readonly kind: "dtu" }>;

/** A caller has so long to say who it is, ms. */
const PATIENCE_MS = 60_000;
/** Silence after which what came is the whole packet, ms. */
const PACKET_SILENCE_MS = 300;
const OUTPUT_BYTES = 65_536;
const LINGER_MS = 1_000;

/** Listens. Throws when the address cannot be had. */
export function listenForDtus(options: DtuListenerOptions): NetListener {
  const { host, port, clock, maxConnections, isAdmitted } = options;
  return listen(
    { host, port, clock, maxConnections, maxOutputBytes: OUTPUT_BYTES, lingerMs: LINGER_MS, isAdmitted },
    (conn) => new Caller(conn, options),
  );
}

/** A connection that says who it is, and is then the wire of a link. */
class Caller implements ConnEvents {
  #packet: Buffer = Buffer.alloc(0);
  #patience: Timer;
  #silence: Timer | undefined;
  #events: WireEvents | undefined;
  #heartbeat: Uint8Array | undefined;

  constructor(
    readonly conn: Conn,
    readonly options: DtuListenerOptions,
  ) {
    this.#patience = options.clock.after(PATIENCE_MS, () => this.#giveUp());
    // Who is known by its address need not speak: it is polled at once, after its accept is through.
    this.#silence = options.clock.after(0, () => this.#look(false));
  }

  received(chunk: Buffer): void {
    if (this.#events !== undefined) {
      this.#pass(chunk);
      return;
    }
    this.#packet = Buffer.concat([this.#packet, chunk]).subarray(0, PACKET_BYTES);
    this.#look(false);
    if (this.#events !== undefined) return;
    this.#silence?.cancel();
    this.#silence = this.options.clock.after(PACKET_SILENCE_MS, () => this.#look(true));
  }

  drained(): void {}

  closed(): void {
    this.#patience.cancel();
    this.#silence?.cancel();
    this.#events?.lost("closed by the DTU");
  }

  /** `isWhole`: nothing more belongs to the packet, so who is still unknown stays it. */
  #look(isWhole: boolean): void {
    if (this.#events !== undefined || !this.conn.isOpen) return;
    const ip = this.conn.address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    let isOpenQuestion = !isWhole;
    for (const { id, transport } of this.options.links()) {
      // A pattern fits a whole packet: part of one may fit a shorter one by mistake.
      if (transport.identification.by === "pattern" && !isWhole) continue;
      const size = matchPacket(transport.identification, { bytes: this.#packet, ip });
      if (size === undefined) isOpenQuestion = true;
      else if (size >= 0) {
        this.#become(id, transport, this.#packet.subarray(size));
        return;
      }
    }
    if (isWhole && !isOpenQuestion) this.#giveUp();
  }

  #become(id: string, transport: DtuTransport, rest: Buffer): void {
    this.#patience.cancel();
    this.#silence?.cancel();
    // RTU replies are found between heartbeats; Modbus TCP has no way to pass over what is not its own.
    if (transport.framing === "tcp") this.#heartbeat = heartbeatBytes(transport.heartbeat);
    this.options.attach(id, (events) => {
      this.#events = events;
      return { send: (bytes) => this.#send(bytes), close: () => this.#close() };
    });
    if (rest.length > 0) this.#pass(rest);
  }

  #pass(chunk: Buffer): void {
    const beat = this.#heartbeat;
    let rest = chunk;
    if (beat !== undefined && beat.length > 0)
      while (rest.length >= beat.length && rest.subarray(0, beat.length).equals(beat))
        rest = rest.subarray(beat.length);
    if (rest.length > 0) this.#events?.received(rest);
  }

  #send(bytes: Uint8Array): void {
    if (!this.conn.isOpen) return;
    const at = this.conn.out.reserve(bytes.length);
    this.conn.out.bytes.set(bytes, at);
    this.conn.touch();
  }

  #close(): void {
    this.#events = undefined;
    this.conn.terminate();
  }

  #giveUp(): void {
    this.options.onStranger(this.conn.address, this.#packet);
    this.#patience.cancel();
    this.#silence?.cancel();
    this.conn.terminate();
  }
}
