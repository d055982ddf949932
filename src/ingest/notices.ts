// What gateways are told of their children: bound, unbound, enabled, disabled or deleted by somebody else.

import { dialectOf } from "../codec/codec.ts";
import type { ChildChange } from "../codec/dialect.ts";
import type { Device } from "../devices/devices.ts";
import type { Sessions } from "../sessions/sessions.ts";

const encoder = new TextEncoder();

/** Tells a gateway that is connected, in its dialect; says nothing where the dialect has no word for it. */
export function makeNotices(sessions: Pick<Sessions, "find">) {
  let nextId = 1;
  return {
    tell(gateway: Device | undefined, child: Device, change: ChildChange): void {
      const session = gateway && sessions.find(gateway.id);
      const what = { change, id: String(nextId) };
      const message =
        session && dialectOf(session.peer.dialect)?.tellChildChange?.(session.peer, child, what);
      if (!message) return;
      nextId += 1;
      session.link.deliver(message.topic, encoder.encode(message.payload), { qos: 0, isSystem: true });
    },
  };
}
