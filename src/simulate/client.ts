// A lean MQTT 3.1.1 client: one socket, QoS 0 and 1, reconnect. Thousands fit into one process.
// Owns: the socket, its unsent bytes, and the QoS 1 messages that wait for PUBACK.
// Promises: a QoS 1 message is sent again after a reconnect until it is acknowledged or pushed out by newer ones.
// Must never: buffer without bound, or hammer a server that refuses it.

import type { Socket } from "bun";
import * as mqtt from "mqtt-packet";
import { type Backoff, makeBackoff } from "../kit/backoff.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import type { Login } from "./login.ts";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Undefined for plain TCP. */
  readonly tls: { readonly ca: string | undefined; readonly isVerified: boolean } | undefined;
}

/** Shared by all clients of a factory. */
export interface Traffic {
  sent: number;
  acked: number;
  received: number;
  /** Given up because the server did not take them fast enough. */
  dropped: number;
  connects: number;
  /** Connections that ended without being asked to. */
  lost: number;
  refused: number;
  connected: number;
  /** What went wrong last, for a person. */
  lastProblem: string | undefined;
  onAck(elapsedMs: number): void;
}

export interface ClientOptions {
  readonly endpoint: Endpoint;
  readonly login: Login;
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly keepaliveS: number;
  /** Most QoS 1 messages on the way at once; as many more may wait. */
  readonly window: number;
  readonly filters: readonly string[];
  readonly onMessage: (topic: string, payload: Buffer) => void;
}

interface Waiting {
  readonly topic: string;
  readonly payload: string;
  sentAtMs: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that does not read gets at most this much piled up for it. */
const UNSENT_BYTES = 256 * 1024;
const REFUSALS = [
  "",
  "protocol version",
  "client id",
  "server unavailable",
  "user name or password",
  "not authorised",
];

export class MqttClient {
  readonly #options: ClientOptions;
  readonly #backoff: Backoff;
  #socket: Socket<undefined> | undefined;
  #parser: mqtt.Parser = mqtt.parser();
  #unsent: Buffer[] = [];
  #unsentBytes = 0;
  #isConnected = false;
  #wasConnected = false;
  #isStopped = false;
  /** Number of the connection attempt that counts. */
  #attempt = 0;
  #nextId = 0;
  #sentAtMs = 0;
  #heardAtMs = 0;
  #timer: Timer | undefined;
  readonly #inFlight = new Map<number, Waiting>();
  readonly #queued: Waiting[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
    const random = () => options.clock.random();
    this.#backoff = makeBackoff({ firstMs: 1_000, maxMs: 60_000, random });
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Connects, and keeps connecting until `stop`. */
  start(): void {
    const attempt = ++this.#attempt;
    this.#parser = mqtt.parser();
    this.#parser.on("packet", (packet: mqtt.Packet) => this.#take(packet));
    this.#parser.on("error", (error: Error) =>
      this.#fail(`malformed packet from the server: ${error.message}`),
    );
    this.#timer = this.#options.clock.after(CONNECT_TIMEOUT_MS, () => this.#fail("no CONNACK within 10 s"));
    this.#connect(attempt).catch((error: unknown) => {
      if (attempt === this.#attempt) this.#fail(error instanceof Error ? error.message : String(error));
    });
  }

  /** Sends one message. False when it had to be given up (not connected at QoS 0, or too much is waiting). */
  publish(topic: string, payload: string, qos: 0 | 1): boolean {
    const { window, traffic, clock } = this.#options;
    if (!this.#wasConnected) return false; // a device that is still being put up has nothing to tell
    if (qos === 0) {
      const isTaken = this.#isConnected && this.#unsentBytes < UNSENT_BYTES;
      if (isTaken) this.#send({ cmd: "publish", topic, payload, qos, dup: false, retain: false });
      if (isTaken) traffic.sent++;
      else traffic.dropped++;
      return isTaken;
    }
    const message: Waiting = { topic, payload, sentAtMs: clock.monotonicMs() };
    if (this.#isConnected && this.#inFlight.size < window) {
      this.#transmit(message);
      return true;
    }
    this.#queued.push(message);
    if (this.#queued.length <= window) return true;
    this.#queued.shift();
    traffic.dropped++;
    return false;
  }

  /** Waits at most `graceMs` for outstanding acknowledgements, says DISCONNECT and closes. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    const { clock } = this.#options;
    const endMs = clock.monotonicMs() + graceMs;
    while (this.#isConnected && this.#inFlight.size > 0 && clock.monotonicMs() < endMs) {
      await new Promise<void>((resolve) => clock.after(20, resolve));
    }
    if (this.#isConnected) this.#send({ cmd: "disconnect" });
    this.#drop();
  }

  async #connect(attempt: number): Promise<void> {
    const { host, port, tls } = this.#options.endpoint;
    // What a socket that was given up still says must not touch the one that replaced it.
    const ifCurrent = (act: () => void) => {
      if (attempt === this.#attempt) act();
    };
    const socket = {
      data: (_: Socket<undefined>, bytes: Buffer) => ifCurrent(() => this.#hear(bytes)),
      drain: () => ifCurrent(() => this.#flush()),
      close: () => ifCurrent(() => this.#fail("connection closed by the server")),
      error: (_: Socket<undefined>, error: Error) => ifCurrent(() => this.#fail(error.message)),
    };
    const greet = (opened: Socket<undefined>) => {
      if (attempt === this.#attempt) this.#greet(opened);
      else opened.end();
    };
    if (tls === undefined) {
      await Bun.connect({ hostname: host, port, socket: { ...socket, open: greet } });
      return;
    }
    await Bun.connect({
      hostname: host,
      port,
      tls: { rejectUnauthorized: tls.isVerified, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
      socket: {
        ...socket,
        open: () => {}, // what is written before the handshake would be lost
        handshake: (opened, _isDone, error) => {
          // The flag is true for an untrusted certificate too: only the error tells.
          if (!tls.isVerified || !error) {
            greet(opened);
            return;
          }
          opened.end();
          ifCurrent(() => this.#fail(`TLS: ${error.message}`));
        },
      },
    });
  }

  #greet(socket: Socket<undefined>): void {
    this.#socket = socket;
    const { login, keepaliveS } = this.#options;
    this.#send({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      keepalive: keepaliveS,
      clientId: login.clientId,
      username: login.username,
      password: Buffer.from(login.password),
    });
  }

  #hear(bytes: Buffer): void {
    this.#heardAtMs = this.#options.clock.monotonicMs();
    this.#parser.parse(bytes);
  }

  #take(packet: mqtt.Packet): void {
    const { traffic, clock, onMessage } = this.#options;
    switch (packet.cmd) {
      case "connack":
        if (packet.returnCode === 0) this.#begin();
        else this.#refuse(packet.returnCode ?? 0);
        return;
      case "puback": {
        const id = packet.messageId ?? 0;
        const message = this.#inFlight.get(id);
        if (message === undefined) return;
        this.#inFlight.delete(id);
        traffic.acked++;
        traffic.onAck(clock.monotonicMs() - message.sentAtMs);
        const next = this.#queued.shift();
        if (next !== undefined) this.#transmit(next);
        return;
      }
      case "suback":
        if (packet.granted.some((code) => code === 128)) traffic.lastProblem = "a subscription was refused";
        return;
      case "publish":
        traffic.received++;
        if (packet.qos === 1) this.#send({ cmd: "puback", messageId: packet.messageId ?? 0 });
        onMessage(packet.topic, Buffer.from(packet.payload));
        return;
    }
  }

  #begin(): void {
    const { traffic, filters, clock, keepaliveS } = this.#options;
    this.#timer?.cancel();
    this.#isConnected = true;
    this.#wasConnected = true;
    traffic.connects++;
    traffic.connected++;
    this.#timer = clock.every((keepaliveS * 1_000) / 3, () => this.#keepAlive());
    if (filters.length > 0) {
      const subscriptions = filters.map((topic) => ({ topic, qos: 0 as const }));
      this.#send({ cmd: "subscribe", messageId: this.#takeId(), subscriptions });
    }
    const unacked = [...this.#inFlight];
    for (const [messageId, { topic, payload }] of unacked) {
      this.#send({ cmd: "publish", topic, payload, qos: 1, dup: true, retain: false, messageId });
    }
    while (this.#queued.length > 0 && this.#inFlight.size < this.#options.window) {
      const next = this.#queued.shift();
      if (next !== undefined) this.#transmit(next);
    }
  }

  #refuse(code: number): void {
    const { traffic, login } = this.#options;
    traffic.refused++;
    // A wrong credential does not mend itself: come back late.
    for (let i = 0; i < 3; i++) this.#backoff.next();
    this.#fail(`${login.username} refused: ${REFUSALS[code] ?? "reason"} (CONNACK ${code})`);
  }

  #keepAlive(): void {
    const { clock, keepaliveS } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#heardAtMs > keepaliveS * 1_500) {
      this.#fail("the server fell silent");
      return;
    }
    this.#backoff.reset(); // only a connection that lasts: two that take each other over must slow down
    const periodMs = (keepaliveS * 1_000) / 3;
    if (nowMs - this.#sentAtMs >= periodMs || nowMs - this.#heardAtMs >= periodMs)
      this.#send({ cmd: "pingreq" });
  }

  #transmit(message: Waiting): void {
    const messageId = this.#takeId();
    message.sentAtMs = this.#options.clock.monotonicMs();
    this.#inFlight.set(messageId, message);
    this.#options.traffic.sent++;
    const { topic, payload } = message;
    this.#send({ cmd: "publish", topic, payload, qos: 1, dup: false, retain: false, messageId });
  }

  #takeId(): number {
    do this.#nextId = (this.#nextId % 65_535) + 1;
    while (this.#inFlight.has(this.#nextId));
    return this.#nextId;
  }

  #send(packet: mqtt.Packet): void {
    this.#sentAtMs = this.#options.clock.monotonicMs();
    const bytes = mqtt.generate(packet);
    this.#unsent.push(bytes);
    this.#unsentBytes += bytes.length;
    if (this.#unsent.length === 1) this.#flush();
  }

  /** Writes what the socket takes; the rest waits for `drain`. */
  #flush(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#unsent.length === 0) return;
    const bytes = this.#unsent.length === 1 ? this.#unsent[0] : Buffer.concat(this.#unsent);
    if (bytes === undefined) return;
    const written = Math.max(0, socket.write(bytes));
    this.#unsent = written < bytes.length ? [bytes.subarray(written)] : [];
    this.#unsentBytes = bytes.length - written;
  }

  /** Ends this connection and, unless stopped, plans the next. */
  #fail(problem: string): void {
    const { traffic, clock } = this.#options;
    if (this.#isConnected) traffic.lost++;
    const isWanted = !this.#isStopped;
    this.#drop();
    if (!isWanted) return;
    traffic.lastProblem = problem;
    clock.after(this.#backoff.next(), () => {
      if (!this.#isStopped) this.start();
    });
  }

  #drop(): void {
    this.#attempt++;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#isConnected) this.#options.traffic.connected--;
    this.#isConnected = false;
    this.#unsent = [];
    this.#unsentBytes = 0;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.end();
  }
}
