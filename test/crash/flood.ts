// Devices that report as fast as they are acknowledged, and remember exactly what was.

import type { Socket } from "bun";
import * as mqtt from "mqtt-packet";
import { type DeviceIdentity, makeLogin } from "../../src/simulate/login.ts";

export interface FloodDevice {
  readonly identity: DeviceIdentity;
  /** Counter of the next new report. Report n carries the property n and the source time base + n. */
  next: number;
  /** Acknowledged counters since `takeAcked`. */
  acked: number[];
  /** On the way, by packet id. */
  readonly inFlight: Map<number, number>;
  socket: Socket<undefined> | undefined;
}

export interface FloodOptions {
  /** Source time of report 0, UTC ms; each report is a millisecond later than the one before. */
  readonly baseMs: number;
  readonly window: number;
  /** Connections that end are made again after this long, as a patient device does; otherwise they stay closed. */
  readonly reconnectMs?: number;
}

export class Flood {
  readonly devices: readonly FloodDevice[];
  readonly #options: FloodOptions;
  #isOn = false;
  readonly problems: string[] = [];

  constructor(identities: readonly DeviceIdentity[], options: FloodOptions) {
    this.#options = options;
    this.devices = identities.map((identity) => ({
      identity,
      next: 0,
      acked: [],
      inFlight: new Map(),
      socket: undefined,
    }));
  }

  /** Acknowledged in this run, over all devices. */
  get ackedCount(): number {
    return this.devices.reduce((sum, device) => sum + device.acked.length, 0);
  }

  /** Connects every device; what was on the way when the last connection died is sent again first. */
  async start(port: number): Promise<void> {
    this.#isOn = true;
    await Promise.all(this.devices.map((device) => this.#connect(device, port)));
  }

  /** Stops reporting; what is on the way stays remembered for the next start. */
  stop(): void {
    this.#isOn = false;
    for (const device of this.devices) {
      device.socket?.terminate();
      device.socket = undefined;
    }
  }

  async #connect(device: FloodDevice, port: number): Promise<void> {
    const parser = mqtt.parser();
    parser.on("packet", (packet: mqtt.Packet) => this.#take(device, packet));
    device.socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data: (_, bytes) => void parser.parse(bytes),
        drain() {},
        close: () => void this.#return(device, port),
      },
    });
    const login = makeLogin(device.identity, "alink", false);
    this.#send(device, [
      {
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clean: true,
        keepalive: 60,
        clientId: login.clientId,
        username: login.username,
        password: Buffer.from(login.password),
      },
    ]);
  }

  async #return(device: FloodDevice, port: number): Promise<void> {
    const { reconnectMs } = this.#options;
    if (reconnectMs === undefined || !this.#isOn) return;
    await Bun.sleep(reconnectMs);
    if (this.#isOn) await this.#connect(device, port).catch(() => this.#return(device, port));
  }

  #take(device: FloodDevice, packet: mqtt.Packet): void {
    if (packet.cmd === "connack") {
      if (packet.returnCode !== 0) this.problems.push(`CONNACK ${packet.returnCode}`);
      else this.#resume(device);
    } else if (packet.cmd === "puback") {
      const n = device.inFlight.get(packet.messageId ?? 0);
      if (n === undefined) {
        this.problems.push(`PUBACK ${packet.messageId} for nothing`);
        return;
      }
      device.inFlight.delete(packet.messageId ?? 0);
      device.acked.push(n);
      if (this.#isOn) this.#fill(device);
    }
  }

  #resume(device: FloodDevice): void {
    const again = [...device.inFlight].map(([id, n]) => this.#report(device, { id, n, isAgain: true }));
    this.#send(device, again);
    this.#fill(device);
  }

  /** Half a window at a time: one write for many reports, as a busy gateway does it. */
  #fill(device: FloodDevice): void {
    const { window } = this.#options;
    if (device.inFlight.size > window / 2) return;
    const fresh: mqtt.Packet[] = [];
    while (device.inFlight.size < window) {
      const n = device.next++;
      const id = (n % 65_535) + 1;
      device.inFlight.set(id, n);
      fresh.push(this.#report(device, { id, n, isAgain: false }));
    }
    this.#send(device, fresh);
  }

  #report(device: FloodDevice, report: { id: number; n: number; isAgain: boolean }): mqtt.Packet {
    const { id, n, isAgain } = report;
    const { productKey, deviceName } = device.identity;
    const params = { n: { value: n, time: this.#options.baseMs + n } };
    return {
      cmd: "publish",
      topic: `/sys/${productKey}/${deviceName}/thing/event/property/post`,
      payload: JSON.stringify({ id: String(n), version: "1.0", sys: { ack: 0 }, params }),
      qos: 1,
      dup: isAgain,
      retain: false,
      messageId: id,
    };
  }

  /** A window fits the socket's buffer, so a short write can only mean a dead peer. */
  #send(device: FloodDevice, packets: readonly mqtt.Packet[]): void {
    if (packets.length > 0)
      device.socket?.write(Buffer.concat(packets.map((packet) => mqtt.generate(packet))));
  }
}
