import type { Failure } from "../../../spine/error.ts";
import type { Gate } from "../../adapter.ts";
import type { Outcome } from "./inbound.ts";
import type { DirectMessage, HoldReason } from "./state.ts";

/** The connection under a peer: what happens to it later comes back through these. */
export interface PeerEvents {
  authenticated(result: Awaited<ReturnType<Gate["authenticate"]>>): void;
  settled(place: number | undefined, outcome: Outcome): void;
  /** It was let in. */
  opened(): void;
  dismiss(reason: Failure): void;
  deliver(message: DirectMessage): boolean;
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  finish(reason: string): void;
}
