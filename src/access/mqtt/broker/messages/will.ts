import type { Publication } from "../../wire/frames.ts";

/** The message that is published for a client when its connection is lost. */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly isRetain: boolean;
  readonly properties: Uint8Array;
  /** Seconds from its publication; negative for never. */
  readonly expiryS: number;
  /** Seconds between the loss of the connection and the will. */
  readonly delayS: number;
}

/** A will with what was decided about it when its client was let in. */
export interface ArmedWill {
  readonly will: Will;
  readonly isRelayed: boolean;
  /** Hands it to the platform as the device's own message, `stored` when it took it; undefined where that is not its way. */
  readonly report: ((will: Publication, stored: () => void) => void) | undefined;
  /** Whether its client may still publish it: rules may change while the client is away. Yes where nobody can be asked. */
  readonly isAllowed?: () => boolean;
}

/**
 * Seconds from the loss of the connection to the will: its delay, or the end of the session, whichever comes first
 * [MQTT-3.1.3-9], §3.1.3.2.2.
 */
export function willWaitS(will: Will, sessionExpiryS: number): number {
  return Math.min(will.delayS, sessionExpiryS);
}
