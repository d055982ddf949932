/**
 * Calls a Gantry. The certificate of one on this machine is not held against the address: it is made out to other
 * names, and who could answer there in its place could read the data folder too. No redirect is followed: it would
 * take the password along.
 */
export function callGantry(url: string | URL, init: RequestInit): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  const isLocal = hostname === "127.0.0.1" || hostname === "[::1]" || hostname === "localhost";
  const tls = protocol === "https:" && isLocal ? { tls: { rejectUnauthorized: false } } : {};
  return fetch(url, { ...init, ...tls, redirect: "error" });
}
