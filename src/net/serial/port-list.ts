// The serial ports of this machine, by the names that stay the same when cables are moved.

import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import type { SerialPortEntry } from "./serial-port.ts";
import { listComPorts } from "./windows/com-list.ts";

const BY_ID = "/dev/serial/by-id";
const TTY_CLASS = "/sys/class/tty";

/** Those with hardware behind them, by name. Empty where the system has no such list. */
export function listSerialPorts(): readonly SerialPortEntry[] {
  return process.platform === "win32" ? listComPorts() : listTtys();
}

function listTtys(): readonly SerialPortEntry[] {
  const names = stableNames();
  return entriesOf(TTY_CLASS)
    .filter(hasHardware)
    .sort(byNumber)
    .map((name) => {
      const device = `/dev/${name}`;
      const stable = names.get(device);
      return { path: stable ?? device, device, title: stable?.split("/").at(-1) ?? "" };
    });
}

/** The kernel makes a ttyS for every port that a PC could have; type 0 is one that it has not. */
function hasHardware(name: string): boolean {
  try {
    const driver = readlinkSync(`${TTY_CLASS}/${name}/device/driver`);
    if (!driver.endsWith("/serial8250") && !name.startsWith("ttyS")) return true;
    return readFileSync(`${TTY_CLASS}/${name}/type`, "utf8").trim() !== "0";
  } catch {
    return false;
  }
}

function stableNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of entriesOf(BY_ID)) {
    try {
      found.set(realpathSync(`${BY_ID}/${name}`), `${BY_ID}/${name}`);
    } catch {
      // Unplugged while we looked.
    }
  }
  return found;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
