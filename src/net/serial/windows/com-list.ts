// The COM ports of this machine, by the list that Windows keeps of those whose driver runs.

import { dlopen, FFIType, ptr } from "bun:ffi";
import type { SerialPortEntry } from "../serial-port.ts";

/** Driver and port: `\Device\VCP0`, `COM3`. */
export type ReadPorts = () => readonly (readonly [driver: string, port: string])[];

/** By number. Empty where the list cannot be read: Windows makes it with the first port. */
export function listComPorts(readPorts: ReadPorts = readRegistry): readonly SerialPortEntry[] {
  return readPorts()
    .filter(([, port]) => /^COM\d+$/.test(port))
    .map(([driver, port]) => ({ path: port, device: port, title: driver.split("\\").at(-1) ?? "" }))
    .sort((a, b) => Number(a.path.slice(3)) - Number(b.path.slice(3)));
}

const { i32, u32, u64, ptr: pointer } = FFIType;
const SYMBOLS = {
  RegOpenKeyExW: { args: [u64, pointer, u32, u32, pointer], returns: i32 },
  RegEnumValueW: { args: [u64, u32, pointer, pointer, u64, pointer, pointer, pointer], returns: i32 },
  RegCloseKey: { args: [u64], returns: i32 },
} as const;

const LOCAL_MACHINE = 0xffff_ffff_8000_0002n;
const KEY_READ = 0x20019;
const REG_SZ = 1;
const PORTS_KEY = "HARDWARE\\DEVICEMAP\\SERIALCOMM";
const TEXT_CHARS = 256;

function readRegistry(): (readonly [string, string])[] {
  const { RegOpenKeyExW, RegEnumValueW, RegCloseKey } = dlopen("advapi32.dll", SYMBOLS).symbols;
  const key = new BigUint64Array(new ArrayBuffer(8));
  const name = Buffer.from(`${PORTS_KEY}\0`, "utf16le");
  if (RegOpenKeyExW(LOCAL_MACHINE, ptr(name), 0, KEY_READ, ptr(key)) !== 0) return [];
  const [driver, port] = [
    new Uint16Array(new ArrayBuffer(2 * TEXT_CHARS)),
    new Uint16Array(new ArrayBuffer(2 * TEXT_CHARS)),
  ];
  // Characters of the name, type, bytes of the value.
  const sizes = new Uint32Array(new ArrayBuffer(12));
  const at = (index: number) => ptr(sizes, 4 * index);
  const found: (readonly [string, string])[] = [];
  for (let index = 0; ; index++) {
    sizes.set([TEXT_CHARS, 0, port.byteLength]);
    const handle = key[0] ?? 0n;
    if (RegEnumValueW(handle, index, ptr(driver), at(0), 0n, at(1), ptr(port), at(2)) !== 0) break;
    const [chars = 0, type, bytes = 0] = sizes;
    if (type === REG_SZ) found.push([textOf(driver, chars), textOf(port, bytes >> 1)]);
  }
  RegCloseKey(key[0] ?? 0n);
  return found;
}

function textOf(units: Uint16Array, chars: number): string {
  return String.fromCharCode(...units.subarray(0, chars)).replace(/\0.*$/s, "");
}
