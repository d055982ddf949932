import { isWithin, type Network, readNetwork } from "../kit/cidr.ts";

/** Who may read `/metrics` without signing in: anybody, this site's networks, this machine, nobody. */
export type MetricsAccess = "open" | "private" | "local" | "off";

const networks = (texts: readonly string[]): readonly Network[] =>
  texts.map(readNetwork).filter((network) => network !== undefined);
const LOCAL = networks(["127.0.0.0/8", "::1"]);
/** RFC 1918, RFC 3927, RFC 4193, RFC 4291 §2.5.6: what no router of the Internet passes on. */
const PRIVATE = networks([
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
  ...["fc00::/7", "fe80::/10"],
]);

export interface MetricsReader {
  /** Of the connection, without port. */
  readonly address: string;
  /** X-Forwarded-For and Forwarded as they came: they can only add addresses that must be allowed too. */
  readonly forwardedFor: string | undefined;
  readonly forwarded: string | undefined;
}

/** Behind a proxy everyone comes from its address; those for whom it speaks must be allowed as well. */
export function mayReadMetrics(access: MetricsAccess, reader: MetricsReader): boolean {
  if (access === "open" || access === "off") return access === "open";
  if (reader.forwarded !== undefined) return false;
  const allowed = access === "local" ? LOCAL : [...LOCAL, ...PRIVATE];
  const addresses = [reader.address, ...(reader.forwardedFor?.split(",") ?? [])];
  return addresses.every((one) => allowed.some((network) => isWithin(network, one.trim())));
}
