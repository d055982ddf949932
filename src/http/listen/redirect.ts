// A plain HTTP port on which nothing is served: it sends browsers to the https one.

import type { Clock } from "../../spine/clock.ts";
import { type HttpServer, startHttpServer } from "./server.ts";

export interface RedirectOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The https port, asked for at each request: 0 was a wish. */
  readonly securePort: () => number | undefined;
  readonly clock: Clock;
}

const HTTPS_PORT = 443;
/** RFC 9110 §7.2 and RFC 3986 §3.2.2: a name, an IPv4 address, or an IPv6 address in brackets, with or without a port. */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/;

/** Starts listening. Throws ListenError. */
export function startRedirect({ host, port, securePort, clock }: RedirectOptions): HttpServer {
  return startHttpServer({ host, port, clock, fetch: (request) => redirect(request, securePort()) });
}

/** What programs speak to: a redirect would hide from them for ever that their secrets go over the wire in clear. */
const OF_PROGRAMS = /^\/(openapi\/v1|auth|mqtt|metrics)(\/|$)/;

/** Pages only; of the request nothing but its address is echoed. */
function redirect(request: Request, securePort: number | undefined): Response {
  const name = HOST.exec(request.headers.get("host") ?? "")?.[1];
  if (name === undefined) return new Response("no host\n", { status: 400 });
  if (securePort === undefined) return new Response("https is not available\n", { status: 503 });
  const { pathname, search } = new URL(request.url);
  const isPage = (request.method === "GET" || request.method === "HEAD") && !OF_PROGRAMS.test(pathname);
  if (!isPage) return new Response("only https is spoken here\n", { status: 403 });
  const authority = securePort === HTTPS_PORT ? name : `${name}:${securePort}`;
  return new Response(null, {
    status: 308,
    headers: { location: `https://${authority}${pathname}${search}` },
  });
}
