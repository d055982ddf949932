import { type ByteOutput, type OutboundPublish, putPublish } from "./encode.ts";
import type { Frame, Version } from "./packet.ts";

/** A message on its way to subscribers, as its publisher sent it. */
export interface Publication {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly isRetain: boolean;
  readonly properties: Uint8Array;
  /** Seconds from now; negative for never. */
  readonly expiryS: number;
}

/** The packet that a publication came in, where it may be passed on byte for byte. */
export interface Verbatim {
  readonly frame: Frame | undefined;
  readonly version: Version;
  /** Offset of the packet identifier from the frame's start. */
  readonly idAt: number;
}

const NO_IDS: readonly number[] = [];
const NOTHING = Buffer.alloc(0);
const FIRST_BYTES = 512;
/** A scratch buffer that grew past this for one large message is not kept. */
const KEPT_BYTES = 65_536;

/** One layout of the current publication: with or without a packet identifier, with or without properties. */
class Layout implements ByteOutput {
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  /** From `start`. */
  idAt = 0;
  isReady = false;
  #scratch: Buffer = NOTHING;

  /** ByteOutput: one packet at a time, from 0. */
  reserve(sizeBytes: number): number {
    if (sizeBytes > this.#scratch.length || this.#scratch.length > KEPT_BYTES) {
      this.#scratch = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(sizeBytes))));
    }
    this.bytes = this.#scratch;
    this.start = 0;
    this.end = sizeBytes;
    return 0;
  }

  point(frame: Frame, idAt: number): void {
    this.bytes = frame.bytes;
    this.start = frame.start;
    this.end = frame.end;
    this.idAt = idAt;
    this.isReady = true;
  }
}

/**
 * The bytes of the publication that is being passed on: made once for each layout, copied for each receiver, where
 * only the header and the packet identifier differ. One object for all publications.
 */
export class PublishFrames {
  readonly #layouts = [new Layout(), new Layout(), new Layout(), new Layout()] as const;
  /** For MQTT 5 peers that take aliases: with the topic, and without it. */
  readonly #aliased = [new Layout(), new Layout(), new Layout(), new Layout()] as const;
  #hasAliased = false;
  #publication: Publication | undefined;

  /** Starts with a publication; `verbatim` saves the encoding for receivers that speak as its publisher does. */
  begin(publication: Publication, verbatim: Verbatim | undefined): void {
    this.#publication = publication;
    const [plain, plainId, rich, richId] = this.#layouts;
    plain.isReady = false;
    plainId.isReady = false;
    rich.isReady = false;
    richId.isReady = false;
    if (this.#hasAliased) for (const layout of this.#aliased) layout.isReady = false;
    this.#hasAliased = false;
    const frame = verbatim?.frame;
    if (verbatim === undefined || frame === undefined) return;
    const isRich = verbatim.version === 5;
    if (publication.qos > 0) (isRich ? richId : plainId).point(frame, verbatim.idAt);
    else (isRich ? rich : plain).point(frame, verbatim.idAt);
  }

  /** Bytes that `put` will write for such a receiver. */
  sizeOf(version: Version, hasId: boolean): number {
    const layout = this.#ready(version, hasId);
    return layout.end - layout.start;
  }

  /** Copies the packet; `to` is the receiver's `header` (first byte) shifted left by 16 and its packet identifier. */
  put(out: ByteOutput, version: Version, to: number): void {
    copy(this.#ready(version, (to & 0xffff) > 0), out, to);
  }

  /** `put` for an MQTT 5 peer that takes aliases; `alias` is negative where the peer knows it already. */
  putAliased(out: ByteOutput, alias: number, to: number): void {
    const hasId = (to & 0xffff) > 0;
    const layout = this.#aliased[(alias < 0 ? 2 : 0) + (hasId ? 1 : 0)];
    if (layout === undefined) return;
    if (!layout.isReady) this.#encode(layout, 5, { hasId, alias });
    this.#hasAliased = true;
    copy(layout, out, to);
  }

  #ready(version: Version, hasId: boolean): Layout {
    const layout = this.#layouts[version === 5 ? (hasId ? 3 : 2) : hasId ? 1 : 0];
    if (!layout.isReady) this.#encode(layout, version, { hasId, alias: 0 });
    return layout;
  }

  #encode(
    layout: Layout,
    version: Version,
    { hasId, alias }: { readonly hasId: boolean; readonly alias: number },
  ): void {
    const publication = this.#publication;
    if (publication === undefined) return;
    const { topic, payload, properties, expiryS } = publication;
    const publish: OutboundPublish = {
      topic: alias < 0 ? "" : topic,
      payload,
      qos: hasId ? 1 : 0,
      id: 0,
      isRetain: false,
      isDuplicate: false,
      subscriptionIds: NO_IDS,
      properties,
      expiryS,
      alias: Math.abs(alias),
    };
    layout.idAt = putPublish(layout, publish, version);
    layout.isReady = true;
  }
}

function copy(layout: Layout, out: ByteOutput, to: number): void {
  const { start, end } = layout;
  const at = out.reserve(end - start);
  const bytes = out.bytes;
  layout.bytes.copy(bytes, at, start, end);
  bytes[at] = to >> 16;
  const id = to & 0xffff;
  if (id === 0) return;
  const idAt = at + layout.idAt;
  bytes[idAt] = id >> 8;
  bytes[idAt + 1] = id & 255;
}
