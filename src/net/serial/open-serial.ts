// Serial ports as this system names and opens them.

import { realpathSync } from "node:fs";
import { type SerialContext, SerialError, type SerialPort } from "./serial-port.ts";
import type { SerialSettings } from "./termios.ts";
import { openTty } from "./tty.ts";
import { openCom } from "./windows/com-port.ts";

/** `path`: a device as /dev/ttyUSB0. `com`: COM1 to COM256, which Windows has. */
export type PortNames = "path" | "com";

/** How ports are named on a system, on this one unless said otherwise. */
export function portNames(platform: NodeJS.Platform = process.platform): PortNames {
  return platform === "win32" ? "com" : "path";
}

/** Whether a name of a port is one that `names` has. */
export function isPortName(path: string, names: PortNames = portNames()): boolean {
  return path.startsWith("/") === (names === "path");
}

/** Opens a port for this process alone. Rejects with SerialError. */
export async function openSerial(
  path: string,
  settings: SerialSettings,
  context: SerialContext,
): Promise<SerialPort> {
  const names = portNames();
  if (!isPortName(path, names)) throw new SerialError("missing", `${path} is not there`);
  return names === "com" ? await openCom(path, settings, context) : openTty(path, settings, context);
}

/** The device behind a name of a port; the name itself where nothing is there. */
export function deviceOfPort(path: string, names: PortNames = portNames()): string {
  if (names === "com") return path.toUpperCase();
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
