// A COM port of Windows: a thread of its own waits on it, since the driver may keep whoever asks waiting.

import { PENDING_BYTES, type SerialContext, SerialError, type SerialPort } from "../serial-port.ts";
import type { SerialSettings } from "../termios.ts";
import { openBell } from "./com-calls.ts";
import type { ComOrder, ComReport } from "./com-line.ts";

/** The thread of a port as its owner sees it; another in tests. */
export interface ComThread {
  tell(order: Exclude<ComOrder, { is: "open" }>): void;
  /** It is over; a thread that is stuck in the driver is left behind. */
  end(): void;
}

type StartThread = (
  order: { readonly path: string; readonly settings: SerialSettings },
  heard: (report: ComReport) => void,
) => ComThread;

/** Opens a port for this process alone. Rejects with SerialError. */
export function openCom(
  path: string,
  settings: SerialSettings,
  { events, start = startThread }: Pick<SerialContext, "events"> & { readonly start?: StartThread },
): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new ComPort(path, events, { opened: () => resolve(port), refused: reject });
    port.begin(start({ path, settings }, (report) => port.hear(report)));
  });
}

interface Opening {
  opened(): void;
  refused(error: SerialError): void;
}

class ComPort implements SerialPort {
  #isOpen = true;
  #pendingBytes = 0;
  #thread: ComThread | undefined;

  constructor(
    readonly path: string,
    readonly events: SerialContext["events"],
    readonly opening: Opening,
  ) {}

  begin(thread: ComThread): void {
    this.#thread = thread;
  }

  hear(report: ComReport): void {
    switch (report.is) {
      case "opened":
        this.opening.opened();
        break;
      case "refused":
        this.#end();
        this.opening.refused(new SerialError(report.fault, report.text));
        break;
      case "received":
        if (this.#isOpen) this.events.received(report.bytes);
        break;
      case "written":
        this.#pendingBytes -= report.size;
        break;
      case "lost":
        // Before it was open, too, when its thread could not be started.
        this.opening.refused(new SerialError("unsuitable", report.reason));
        this.#end();
        this.#lose(report.reason);
        break;
      case "closed":
        this.#end();
    }
  }

  write(bytes: Uint8Array): void {
    if (!this.#isOpen || bytes.length === 0) return;
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes <= PENDING_BYTES) this.#thread?.tell({ is: "write", bytes });
    else {
      this.#thread?.tell({ is: "close" });
      this.#lose(`${this.path} takes no output`);
    }
  }

  flush(): void {
    if (this.#isOpen) this.#thread?.tell({ is: "flush" });
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#thread?.tell({ is: "close" });
  }

  #lose(reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.events.lost(reason);
  }

  #end(): void {
    this.#thread?.end();
    this.#thread = undefined;
  }
}

const startThread: StartThread = ({ path, settings }, heard) => {
  const bell = openBell();
  const worker = new Worker(new URL("./com-port.worker.ts", import.meta.url), { smol: true });
  worker.onmessage = ({ data }: MessageEvent<ComReport>) => heard(data);
  worker.onerror = ({ message }) => heard({ is: "lost", reason: `${path}: ${message}` });
  const order: ComOrder = { is: "open", path, settings, bell: bell.handle };
  worker.postMessage(order);
  return {
    tell(next) {
      worker.postMessage(next);
      bell.ring();
    },
    end() {
      worker.terminate();
      bell.close();
    },
  };
};
