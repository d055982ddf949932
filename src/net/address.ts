/** `ip:port` for people and logs: IPv4 behind a dual-stack socket as IPv4, IPv6 in brackets. */
export function formatAddress(ip: string, port: number): string {
  const plain = ip.startsWith("::ffff:") && ip.includes(".") ? ip.slice(7) : ip;
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}
