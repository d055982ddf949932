// The ways to reach a link, from its settings.

import { type DialEvents, dialTcp, openSerial, type SerialSettings } from "../../../net/net.ts";
import type { Clock } from "../../../spine/clock.ts";
import type { LinkSettings, Transport } from "../../../spine/fieldbus.ts";
import { makeResting } from "./resting.ts";
import type { Dial } from "./wire.ts";

/** In the order in which they are tried; none for a link that calls in. */
export function makeDials({ transport, connectTimeoutMs }: LinkSettings, clock: Clock): readonly Dial[] {
  switch (transport.kind) {
    case "serial":
      return [async (events) => await openLine(transport, clock, events)];
    case "dtu":
      return [];
    default: {
      const { host, port, backup } = transport;
      const places = [{ host, port }, ...(backup ? [backup] : [])];
      const dials = places.map(
        (place): Dial =>
          async (events) => {
            const conn = await dialTcp({ ...place, timeoutMs: connectTimeoutMs, clock }, events);
            return { send: (bytes) => conn.write(bytes), close: () => conn.close() };
          },
      );
      const isResting = transport.kind === "tcp" && transport.isClosedAfterExchange;
      return isResting ? dials.map(makeResting) : dials;
    }
  }
}

async function openLine(
  transport: Extract<Transport, { readonly kind: "serial" }>,
  clock: Clock,
  events: DialEvents,
) {
  const { path, rs485, kind: _, ...settings } = transport;
  const line: SerialSettings = { ...settings, ...(rs485 && { rs485 }) };
  const port = await openSerial(path, line, { clock, events });
  return { send: (bytes: Uint8Array) => port.write(bytes), close: () => port.close() };
}
