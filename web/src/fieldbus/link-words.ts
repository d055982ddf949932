// Links, states and failures in words.

import type { TFunction } from "i18next";
import type { ServerPort } from "../../../src/spine/fieldbus.ts";
import { uiLanguage } from "../i18n.ts";
import type { BothTexts, Identification, LinkSettings } from "./contract.ts";

/** What the server gives in both languages, in the one in use. */
export function inLanguage(text: BothTexts): string {
  return uiLanguage() === "en" ? text.en : text.zh;
}

/** `192.168.1.20:502`, `/dev/ttyUSB0, 9600 8N1`, `IMEI 86…`. */
export function placeText({ transport }: LinkSettings, t: TFunction): string {
  switch (transport.kind) {
    case "tcp":
    case "rtuTcp":
      return `${transport.host}:${transport.port}`;
    case "serial": {
      return `${transport.path}, ${lineText(transport)}`;
    }
    case "dtu":
      return `${t(`fieldbus.by.${transport.identification.by}`)}: ${identityText(transport.identification)}`;
  }
}

/** `9600 8N1`. */
export function lineText({
  baud,
  dataBits,
  parity,
  stopBits,
}: Pick<ServerPort, "baud" | "dataBits" | "parity" | "stopBits">): string {
  return `${baud} ${dataBits}${parity.slice(0, 1).toUpperCase()}${stopBits}`;
}

export function identityText(identification: Identification): string {
  switch (identification.by) {
    case "text":
      return identification.text;
    case "hex":
      return identification.hex;
    case "pattern":
      return identification.pattern;
    case "imei":
      return identification.imei;
    case "iccid":
      return identification.iccid;
    case "onenet":
      return `${identification.productId}/${identification.deviceName}`;
    case "yudao":
      return `${identification.productKey}/${identification.deviceName}`;
    case "address":
      return identification.address;
  }
}

const REASONS = [
  [/^connection refused/i, "refused"],
  [/^(host|network) unreachable/i, "unreachable"],
  [/^unknown host/i, "unknownHost"],
  [/^no answer|timed? ?out/i, "noAnswer"],
  [/^closed by the other side|reset/i, "closed"],
  [/ is not there$/, "missing"],
  [/ is in use/, "busy"],
  [/no permission/, "denied"],
  [/ hung up\b/, "unplugged"],
  [/does not speak Modbus/, "notModbus"],
  [/does not read$|takes no output$/, "notReading"],
  [/ failed$/, "portFailed"],
  [/^closed by the DTU$/, "dtuClosed"],
  [/^nothing came for too long$/, "dtuSilent"],
  [/^replaced$/, "replaced"],
  [/^login refused$/, "loginRefused"],
  [/^logged out$/, "loggedOut"],
  [/^link_down$/, "lost"],
] as const;
/** Who has a port open: ` by minicom (pid 4711)`. */
const OWNER = / is in use by (.+)$/;

/** Why a link is down, in words; what is not known is shown as the server says it. */
export function reasonWords(reason: string, t: TFunction): string {
  const owner = OWNER.exec(reason)?.[1];
  if (owner !== undefined) return t("trouble.reason.busyBy", { owner });
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  return known === undefined ? reason : t(`trouble.reason.${known[1]}`);
}

const CODES = [
  "timeout",
  "crc",
  "short_frame",
  "unit_mismatch",
  "transaction_mismatch",
  "noise",
  "lost",
  "cancelled",
  "busy",
] as const;
const EXCEPTIONS = ["01", "02", "03", "04", "05", "06", "07", "08", "0A", "0B"] as const;

/** `exception 02` and `crc` in words, with the code that people search for. */
export function failureWords(code: string, t: TFunction): string {
  const plain = CODES.find((one) => one === code || `modbus_${one}` === code);
  if (plain !== undefined) return t(`trouble.failure.${plain}`);
  const number = /exception[ _](\w\w)$/i.exec(code)?.[1]?.toUpperCase();
  const known = EXCEPTIONS.find((one) => one === number);
  return known === undefined
    ? code
    : t("trouble.exception", { number, words: t(`trouble.exceptions.${known}`) });
}

/** `01 03 00 0a`. */
export function hexPairs(hex: string): string {
  return hex.replaceAll(/\s/g, "").match(/../g)?.join(" ") ?? "";
}

/** A share of 0 to 1: `3.2 %`, `87 %`. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
