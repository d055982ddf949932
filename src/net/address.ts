/** The IP as people write it: IPv4 behind a dual-stack socket as IPv4. */
export function plainIp(ip: string): string {
  return ip.startsWith("::ffff:") && ip.includes(".") ? ip.slice(7) : ip;
}

/** `ip:port` for people and logs: IPv4 behind a dual-stack socket as IPv4, IPv6 in brackets. */
export function formatAddress(ip: string, port: number): string {
  const plain = plainIp(ip);
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}
