// What a DTU's first packet tells of how to know it again.

import type { DtuStranger } from "../contract.ts";
import type { LinkDraft } from "./link-draft.ts";

/** The packet as text where it is one. */
export function textOf(hex: string): string {
  const bytes = hex.replaceAll(/\s/g, "").match(/../g) ?? [];
  const text = bytes.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join("");
  return /^[\x20-\x7e\r\n]+$/.test(text) ? text.trim() : "";
}

/** `192.168.1.9:40112` without its port, which is another one with the next call. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, "").replaceAll(/[[\]]/g, "");
}

/** A number of the modem where the packet holds one, else the packet, else where it calls from. */
function identityOf({ packet, address }: DtuStranger): Pick<LinkDraft, "by" | "sign"> {
  const text = textOf(packet);
  const iccid = /(?<!\d)\d{19,20}(?!\d)/.exec(text)?.[0];
  if (iccid !== undefined) return { by: "iccid", sign: iccid };
  const imei = /(?<!\d)\d{15}(?!\d)/.exec(text)?.[0];
  if (imei !== undefined) return { by: "imei", sign: imei };
  if (text !== "") return { by: "text", sign: text };
  const hex = packet.replaceAll(/\s/g, "");
  return hex === "" ? { by: "address", sign: hostOf(address) } : { by: "hex", sign: hex };
}

/** The link for a caller, to be looked over and saved. */
export function linkForStranger(stranger: DtuStranger): Partial<LinkDraft> {
  const identity = identityOf(stranger);
  // 4G takes its time.
  return { kind: "dtu", name: `DTU ${identity.sign.slice(-40)}`, timeoutMs: "3000", ...identity };
}
