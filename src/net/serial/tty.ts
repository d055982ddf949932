// A serial port of Linux: a terminal device, read as the kernel has something.

import { closeSync, constants, openSync, readdirSync, readlinkSync, realpathSync, writeSync } from "node:fs";
import type { Timer } from "../../spine/clock.ts";
import { PENDING_BYTES, type SerialContext, SerialError, type SerialPort } from "./serial-port.ts";
import { configureLine, flushLine, lockLine, releaseLine, type SerialSettings } from "./termios.ts";

const RETRY_MS = 2;

/** Opens a port for this process alone. Throws SerialError. */
export function openTty(path: string, settings: SerialSettings, context: SerialContext): SerialPort {
  const fd = openLine(path);
  try {
    if (!lockLine(fd)) throw new SerialError("busy", `${path} is in use${ownerText(path)}`);
    configureLine(fd, settings);
  } catch (cause) {
    closeSync(fd);
    if (cause instanceof SerialError) throw cause;
    throw new SerialError("unsuitable", `${path} ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const line = new Line(path, fd, context);
  void line.read();
  return line;
}

function openLine(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EBUSY") throw new SerialError("busy", `${path} is in use${ownerText(path)}`);
    if (code === "EACCES" || code === "EPERM")
      throw new SerialError("denied", `${path}: no permission; add the user to the group dialout`);
    throw new SerialError("missing", `${path} is not there`);
  }
}

class Line implements SerialPort {
  #isOpen = true;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #timer: Timer | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(
    readonly path: string,
    readonly fd: number,
    readonly options: SerialContext,
  ) {
    this.#reader = Bun.file(fd).stream().getReader();
  }

  async read(): Promise<void> {
    try {
      while (this.#isOpen) {
        const { value, done } = await this.#reader.read();
        if (!this.#isOpen) return;
        if (done) break;
        this.options.events.received(value);
      }
      this.#lose(`${this.path} hung up`);
    } catch (error) {
      this.#lose(`${this.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  write(bytes: Uint8Array): void {
    if (!this.#isOpen || bytes.length === 0) return;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > PENDING_BYTES) this.#lose(`${this.path} takes no output`);
    else if (this.#timer === undefined) this.#drain();
  }

  flush(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#isOpen) flushLine(this.fd);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#timer?.cancel();
    this.#pending = [];
    releaseLine(this.fd);
    // The descriptor goes after the reader has let go of it, else the number may be somebody else's by then.
    this.#reader
      .cancel()
      .catch(() => undefined)
      .finally(() => closeQuietly(this.fd));
  }

  #drain(): void {
    this.#timer = undefined;
    try {
      for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
        const written = writeSync(this.fd, first);
        this.#pendingBytes -= written;
        if (written === first.length) this.#pending.shift();
        else this.#pending[0] = first.subarray(written);
      }
    } catch (error) {
      const isFull = (error as NodeJS.ErrnoException).code === "EAGAIN";
      if (isFull) this.#timer = this.options.clock.after(RETRY_MS, () => this.#drain());
      else this.#lose(`${this.path} failed`);
    }
  }

  #lose(reason: string): void {
    if (!this.#isOpen) return;
    this.close();
    this.options.events.lost(reason);
  }
}

/** The stream may have closed it already. */
function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {}
}

/** The process that has the port open, as far as this one may see: ` by minicom (pid 4711)`. */
function ownerText(path: string): string {
  try {
    const target = realpathSync(path);
    const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
    const owner = ids.find((id) => hasOpen(id, target));
    if (owner === undefined) return "";
    return ` by ${readlinkSync(`/proc/${owner}/exe`).split("/").at(-1)} (pid ${owner})`;
  } catch {
    return "";
  }
}

function hasOpen(pid: string, target: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => {
      try {
        return readlinkSync(`${folder}/${fd}`) === target;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
