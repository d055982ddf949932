// Networks of IP addresses as people write them: `10.1.2.3`, `10.1.0.0/16`, `fd00::/8`.

export interface Network {
  /** As it was written, without white space. */
  readonly text: string;
  readonly isV6: boolean;
  /** The bits that an address must share, at the top of 32 or 128. */
  readonly prefix: bigint;
  /** How many bits of an address are not compared. */
  readonly freeBits: bigint;
}

interface Address {
  readonly isV6: boolean;
  readonly bits: bigint;
}

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const MAPPED = 0xffffn << 32n;

/** Undefined when `text` is neither an address nor a network. Bits behind the prefix are ignored. */
export function readNetwork(text: string): Network | undefined {
  const written = text.trim();
  const [host = "", lengthText, ...rest] = written.split("/");
  const address = readAddress(host);
  if (address === undefined || rest.length > 0) return undefined;
  const size = address.isV6 ? 128 : 32;
  if (lengthText !== undefined && !/^\d{1,3}$/.test(lengthText)) return undefined;
  const length = lengthText === undefined ? size : Number(lengthText);
  if (length > size) return undefined;
  const freeBits = BigInt(size - length);
  return { text: written, isV6: address.isV6, prefix: address.bits >> freeBits, freeBits };
}

/** The networks in a text with commas between them. Undefined when one of them is none. */
export function readNetworks(text: string): readonly Network[] | undefined {
  const networks = text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map(readNetwork);
  return networks.every((network) => network !== undefined) ? networks : undefined;
}

/** Whether `ip` (without port; brackets do not matter) lies in the network. */
export function isWithin({ isV6, prefix, freeBits }: Network, ip: string): boolean {
  const address = readAddress(ip);
  return address !== undefined && address.isV6 === isV6 && address.bits >> freeBits === prefix;
}

const LINK_LOCAL = 0xfe80n >> 6n;

/**
 * Whom an address stands for where attempts are counted: itself, and of IPv6 its /64 (`2001:db8:0:1::/64`), of which
 * whoever has one address has all the others too. Link-local ones, and what is no address, stand for themselves.
 */
export function placeOf(ip: string): string {
  const address = readAddress(ip);
  if (address === undefined) return ip;
  if (!address.isV6) return ip.replace(/^\[?::ffff:|\]$/gi, "");
  const prefix = address.bits >> 64n;
  if (prefix === 0n || address.bits >> 118n === LINK_LOCAL) return ip;
  const groups = [48n, 32n, 16n, 0n].map((shift) => ((prefix >> shift) & 0xffffn).toString(16));
  return `${groups.join(":")}::/64`;
}

/** An IPv4 address inside IPv6 (`::ffff:10.1.2.3`) is the IPv4 address. */
function readAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[|\]$/g, "").split("%", 1)[0] ?? "";
  const v4 = readV4(bare);
  if (v4 !== undefined) return { isV6: false, bits: v4 };
  const bits = readV6(bare);
  if (bits === undefined) return undefined;
  const isMapped = bits >> 32n === MAPPED >> 32n;
  return isMapped ? { isV6: false, bits: bits & 0xffff_ffffn } : { isV6: true, bits };
}

function readV4(text: string): bigint | undefined {
  const found = V4.exec(text);
  if (found === null) return undefined;
  const parts = found.slice(1).map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

/** RFC 4291 §2.2: eight groups, one run of zeros left out, the last two perhaps written as IPv4. */
function readV6(text: string): bigint | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const embedded = tail && readV4(tail[2] ?? "");
  if (tail && embedded === undefined) return undefined;
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const plain = tail && embedded != null ? `${tail[1]}${toGroups(embedded)}` : text;
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? "");
  const rest = halves.length === 2 ? groupsOf(halves[1] ?? "") : [];
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function toGroups(v4: bigint): string {
  return `${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
}
