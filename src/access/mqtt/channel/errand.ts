import { failure } from "../../../spine/error.ts";
import type { Errand } from "../../adapter.ts";
import type { PublishPacket } from "../wire/packet.ts";
import type { Outcome } from "./inbound.ts";

/** What a peer that came for one thing publishes: the errand's answer, or that nobody heard it. Never rejects. */
export async function performErrand(
  errand: Errand,
  { topic, payload }: Pick<PublishPacket, "topic" | "payload">,
  onError: (error: unknown) => void,
): Promise<Outcome> {
  try {
    const reply = await errand.receive(topic, Uint8Array.from(payload));
    return reply ? { kind: "stored", seq: 0, reply } : { kind: "relayed", isHeard: false };
  } catch (error) {
    onError(error);
    return { kind: "unavailable", failure: failure("internal") };
  }
}
