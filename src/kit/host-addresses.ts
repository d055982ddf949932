import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Interfaces that containers and virtual machines make: nobody on the plant's network reaches us there. */
const VIRTUAL = /^(docker|br-|veth|virbr|cni|flannel|podman)/;

/**
 * Addresses at which other machines reach this one: IPv4 first, in the order of the interfaces;
 * no loopback, no link-local, none of a container bridge.
 */
export function hostAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, list]) => list ?? [])
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address));
  const byFamily = (family: string) => found.filter((one) => one.family === family).map((one) => one.address);
  return [...new Set([...byFamily("IPv4"), ...byFamily("IPv6")])];
}
