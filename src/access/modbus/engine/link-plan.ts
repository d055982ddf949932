// What follows from the kind of a link: how frames are cut, and how long the line must be quiet.

import type { LinkSettings } from "../../../spine/fieldbus.ts";
import { silenceMs } from "../bus/line-time.ts";
import { heartbeatOf } from "../dtu/identify.ts";
import type { Framing } from "../frame/framing.ts";
import { RtuFraming } from "../frame/rtu-framing.ts";
import { TcpFraming } from "../frame/tcp-framing.ts";

export interface LinkPlan {
  readonly makeFraming: () => Framing;
  readonly gapMs: number;
  readonly lateMs: number;
  readonly maxWaitMs: number;
  readonly silenceMs: number;
}

/** Default gap of frames through somebody else's converter, ms: what Neuron waits too. */
const CONVERTER_GAP_MS = 20;
/** A reply through a mobile network may come this much after its time, ms. */
const LATE_MOST_MS = 1_000;
const SERIAL_WAIT_MS = 4_000;
const TCP_WAIT_MS = 20_000;
/** A dialled link that brings nothing for so long is dialled anew, ms; longer where slaves take longer. */
const SILENCE_MS = 10_000;

export function planLink({ transport, timeoutMs, gapMs }: LinkSettings): LinkPlan {
  const silentMs = Math.max(SILENCE_MS, timeoutMs * 4);
  const isTcp = transport.kind === "tcp" || (transport.kind === "dtu" && transport.framing === "tcp");
  if (isTcp) {
    return {
      makeFraming: () => new TcpFraming(),
      gapMs: gapMs ?? 0,
      // A reply names its request: none is taken for another's.
      lateMs: 0,
      maxWaitMs: TCP_WAIT_MS,
      silenceMs: silentMs,
    };
  }
  const isSerial = transport.kind === "serial";
  const heartbeat = transport.kind === "dtu" ? heartbeatOf(transport) : undefined;
  return {
    makeFraming: () => new RtuFraming(heartbeat),
    gapMs: Math.max(gapMs ?? (isSerial ? 0 : CONVERTER_GAP_MS), isSerial ? silenceMs(transport) : 0),
    lateMs: isSerial ? 2 * silenceMs(transport) : Math.min(timeoutMs, LATE_MOST_MS),
    maxWaitMs: isSerial ? SERIAL_WAIT_MS : TCP_WAIT_MS,
    // A port that is there stays; one that was unplugged says so.
    silenceMs: isSerial ? Number.POSITIVE_INFINITY : silentMs,
  };
}
