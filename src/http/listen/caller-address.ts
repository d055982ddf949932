import { isWithin, type Network, readNetwork } from "../../kit/cidr.ts";

/**
 * Whose request a connection from `peer` carries. A proxy appends to X-Forwarded-For whom it speaks for, so the last
 * address that is no proxy of ours is the caller's; what stands before it anybody can have written.
 */
export function callerAddress(
  peer: string,
  forwardedFor: string | null,
  proxies: readonly Network[],
): string {
  const isProxy = (address: string) => proxies.some((network) => isWithin(network, address));
  let caller = peer;
  for (const entry of (forwardedFor ?? "").split(",").reverse()) {
    const address = entry.trim();
    // Text that is no address says nothing: whoever sent it is known by the proxy's.
    if (!isProxy(caller) || readNetwork(address) === undefined || address.includes("/")) break;
    caller = address;
  }
  return caller;
}
