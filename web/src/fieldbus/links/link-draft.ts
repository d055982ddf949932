// A link while it is edited: every field as it stands in its input.

import type { TFunction } from "i18next";
import * as v from "valibot";
import {
  type LinkKind,
  type LinkSettings,
  LinkSettingsSchema,
  type Parity,
  type Transport,
} from "../../../../src/spine/fieldbus.ts";
import type { Identification } from "../contract.ts";

export const IDENTIFICATION_WAYS = [
  "text",
  "hex",
  "pattern",
  "imei",
  "iccid",
  "onenet",
  "yudao",
  "address",
] as const satisfies readonly Identification["by"][];

export interface LinkDraft {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly kind: LinkKind;
  readonly host: string;
  readonly port: string;
  /** "": none. */
  readonly backupHost: string;
  readonly backupPort: string;
  readonly isClosedAfterExchange: boolean;
  readonly path: string;
  readonly baud: string;
  readonly dataBits: string;
  readonly parity: Parity;
  readonly stopBits: string;
  readonly hasFlowControl: boolean;
  readonly isRs485: boolean;
  readonly isRtsHighOnSend: boolean;
  readonly delayBeforeMs: string;
  readonly delayAfterMs: string;
  readonly framing: "rtu" | "tcp";
  readonly by: Identification["by"];
  /** What the way `by` looks for; of OneNET and yudao the device's name. */
  readonly sign: string;
  readonly signProduct: string;
  readonly heartbeatAs: "text" | "hex";
  /** "": none. */
  readonly heartbeat: string;
  readonly connectTimeoutMs: string;
  readonly timeoutMs: string;
  readonly retries: string;
  readonly retryGapMs: string;
  /** "": what the line needs. */
  readonly gapMs: string;
  /** "": none. */
  readonly keepAliveMs: string;
}

export const NEW_LINK: LinkDraft = {
  ...{ name: "", isEnabled: true, kind: "tcp", host: "", port: "502", backupHost: "", backupPort: "502" },
  ...{ isClosedAfterExchange: false, path: "", baud: "9600", dataBits: "8", parity: "none", stopBits: "1" },
  ...{ hasFlowControl: false, isRs485: false, isRtsHighOnSend: true, delayBeforeMs: "0", delayAfterMs: "0" },
  ...{ framing: "rtu", by: "text", sign: "", signProduct: "", heartbeatAs: "text", heartbeat: "" },
  ...{ connectTimeoutMs: "3000", timeoutMs: "1000", retries: "1", retryGapMs: "200", gapMs: "" },
  keepAliveMs: "",
};

export function draftLink(settings: LinkSettings): LinkDraft {
  const { name, isEnabled, transport, gapMs, keepAliveMs } = settings;
  const { connectTimeoutMs, timeoutMs, retries, retryGapMs } = settings;
  return {
    ...NEW_LINK,
    ...{ name, isEnabled, kind: transport.kind },
    ...draftTransport(transport),
    connectTimeoutMs: String(connectTimeoutMs),
    timeoutMs: String(timeoutMs),
    retries: String(retries),
    retryGapMs: String(retryGapMs),
    gapMs: gapMs === undefined ? "" : String(gapMs),
    keepAliveMs: keepAliveMs === undefined ? "" : String(keepAliveMs),
  };
}

function draftTransport(transport: Transport): Partial<LinkDraft> {
  switch (transport.kind) {
    case "tcp":
    case "rtuTcp": {
      const { host, port, backup } = transport;
      return {
        ...{ host, port: String(port) },
        ...(backup && { backupHost: backup.host, backupPort: String(backup.port) }),
        ...(transport.kind === "tcp" && { isClosedAfterExchange: transport.isClosedAfterExchange }),
      };
    }
    case "serial": {
      const { path, baud, dataBits, parity, stopBits, hasFlowControl, rs485 } = transport;
      return {
        ...{ path, parity, hasFlowControl, isRs485: rs485 !== undefined },
        ...{ baud: String(baud), dataBits: String(dataBits), stopBits: String(stopBits) },
        ...(rs485 && {
          isRtsHighOnSend: rs485.isRtsHighOnSend,
          delayBeforeMs: String(rs485.delayBeforeMs),
          delayAfterMs: String(rs485.delayAfterMs),
        }),
      };
    }
    case "dtu": {
      const { framing, identification, heartbeat } = transport;
      return {
        ...{ framing, by: identification.by, ...draftSign(identification) },
        ...(heartbeat && "text" in heartbeat && { heartbeatAs: "text" as const, heartbeat: heartbeat.text }),
        ...(heartbeat && "hex" in heartbeat && { heartbeatAs: "hex" as const, heartbeat: heartbeat.hex }),
      };
    }
  }
}

function draftSign(identification: Identification): Pick<LinkDraft, "sign" | "signProduct"> {
  if (identification.by === "onenet")
    return { signProduct: identification.productId, sign: identification.deviceName };
  if (identification.by === "yudao")
    return { signProduct: identification.productKey, sign: identification.deviceName };
  const { by: _, ...rest } = identification;
  return { signProduct: "", sign: String(Object.values(rest)[0] ?? "") };
}

const numberOf = (text: string) => (text.trim() === "" ? undefined : Number(text));

/** A port as it was typed: Windows takes com3 for COM3. */
export function portText(path: string): string {
  return /^\s*com\d+\s*$/i.test(path) ? path.trim().toUpperCase() : path;
}

function transportOf(draft: LinkDraft): unknown {
  switch (draft.kind) {
    case "tcp":
    case "rtuTcp": {
      const { kind, host, isClosedAfterExchange } = draft;
      const backup = { host: draft.backupHost, port: numberOf(draft.backupPort) };
      return {
        ...{ kind, host, port: numberOf(draft.port) },
        ...(draft.backupHost.trim() !== "" && { backup }),
        ...(kind === "tcp" && { isClosedAfterExchange }),
      };
    }
    case "serial": {
      const { kind, path, parity, hasFlowControl, isRs485, isRtsHighOnSend } = draft;
      const [delayBeforeMs, delayAfterMs] = [numberOf(draft.delayBeforeMs), numberOf(draft.delayAfterMs)];
      return {
        ...{ kind, path: portText(path), parity, hasFlowControl, baud: numberOf(draft.baud) },
        ...{ dataBits: numberOf(draft.dataBits), stopBits: numberOf(draft.stopBits) },
        ...(isRs485 && { rs485: { isRtsHighOnSend, delayBeforeMs, delayAfterMs } }),
      };
    }
    case "dtu": {
      const { kind, framing, heartbeat, heartbeatAs } = draft;
      return {
        ...{ kind, framing, identification: identificationOf(draft) },
        ...(heartbeat !== "" && { heartbeat: { [heartbeatAs]: heartbeat } }),
      };
    }
  }
}

function identificationOf({ by, sign, signProduct }: LinkDraft): unknown {
  if (by === "onenet") return { by, productId: signProduct, deviceName: sign };
  if (by === "yudao") return { by, productKey: signProduct, deviceName: sign };
  return { by, [by]: sign };
}

export type LinkField = keyof LinkDraft;

/** The settings as the API takes them, or the fields that are not right. */
export function readLink(
  draft: LinkDraft,
):
  | { readonly settings: LinkSettings; readonly wrong: ReadonlySet<LinkField> }
  | { readonly settings: undefined; readonly wrong: ReadonlySet<LinkField> } {
  const read = v.safeParse(LinkSettingsSchema, {
    ...{ name: draft.name, isEnabled: draft.isEnabled, transport: transportOf(draft) },
    connectTimeoutMs: numberOf(draft.connectTimeoutMs),
    timeoutMs: numberOf(draft.timeoutMs),
    retries: numberOf(draft.retries),
    retryGapMs: numberOf(draft.retryGapMs),
    ...(draft.gapMs.trim() !== "" && { gapMs: numberOf(draft.gapMs) }),
    ...(draft.keepAliveMs.trim() !== "" && { keepAliveMs: numberOf(draft.keepAliveMs) }),
  });
  if (read.success) return { settings: read.output, wrong: new Set() };
  return { settings: undefined, wrong: new Set(read.issues.map((issue) => fieldOf(issue, draft))) };
}

function fieldOf(issue: v.BaseIssue<unknown>, draft: LinkDraft): LinkField {
  const path = issue.path?.map(({ key }) => String(key)) ?? [];
  const last = path.at(-1) ?? "name";
  if (path.includes("backup")) return last === "port" ? "backupPort" : "backupHost";
  if (path.includes("identification"))
    return last === "productId" || last === "productKey" ? "signProduct" : "sign";
  if (path.includes("heartbeat")) return "heartbeat";
  return last in draft ? (last as LinkField) : "name";
}

/** What a field takes, from and to. */
const RANGES: Readonly<Partial<Record<LinkField, readonly [number, number]>>> = {
  ...{ port: [1, 65_535], backupPort: [1, 65_535], baud: [300, 4_000_000] },
  ...{ delayBeforeMs: [0, 100], delayAfterMs: [0, 100], connectTimeoutMs: [100, 60_000] },
  ...{ timeoutMs: [100, 30_000], retries: [0, 5], retryGapMs: [0, 10_000], gapMs: [0, 10_000] },
  keepAliveMs: [1_000, 3_600_000],
};

/** What a way of knowing a DTU is shaped like, where not any text will do. */
const SHAPED = ["hex", "imei", "iccid", "address"] as const;

/** Why the field is not right, for a person. */
export function wrongText(name: LinkField, draft: LinkDraft, t: TFunction): string {
  const range = RANGES[name];
  if (range) return t("fieldbus.wrongRange", { min: range[0], max: range[1] });
  if (String(draft[name]).trim() === "") return t("fieldbus.missing");
  if (name === "host" || name === "backupHost") return t("fieldbus.wrongHost");
  if (name === "heartbeat" && draft.heartbeatAs === "hex") return t("fieldbus.wrongSign.hex");
  const shape = name === "sign" ? SHAPED.find((one) => one === draft.by) : undefined;
  return t(shape === undefined ? "fieldbus.wrong" : `fieldbus.wrongSign.${shape}`);
}
