// How registers are served, while it is edited.

import * as v from "valibot";
import {
  type Parity,
  type ServerPort,
  type ServerSettings,
  ServerSettingsSchema,
} from "../../../../src/spine/fieldbus.ts";
import { portText } from "../links/link-draft.ts";

export interface PortDraft {
  readonly id: number;
  readonly path: string;
  readonly baud: string;
  readonly parity: Parity;
  readonly stopBits: string;
  readonly isEnabled: boolean;
  /** The driver turns the transceiver round. */
  readonly isRs485: boolean;
  /** "": every unit with exposed values. */
  readonly units: string;
  /** What the form does not show. */
  readonly kept: Partial<ServerPort>;
}

export interface SettingsDraft {
  /** One address or network a line. */
  readonly allowed: string;
  readonly maxConnections: string;
  readonly idleS: string;
  readonly maxRequestsPerS: string;
  readonly maxWritesPerS: string;
  readonly missing: ServerSettings["missing"];
  readonly stale: ServerSettings["stale"];
  /** "": age does not matter. */
  readonly staleAfterS: string;
  readonly writeAnswer: ServerSettings["writeAnswer"];
  readonly writeWaitMs: string;
  readonly writes: ServerSettings["writes"];
  readonly writeRefreshS: string;
  readonly readOnly: ServerSettings["readOnly"];
  readonly ports: readonly PortDraft[];
}

export const NEW_PORT: Omit<PortDraft, "id"> = {
  ...{ path: "", baud: "9600", parity: "none", stopBits: "1", isEnabled: true, units: "" },
  ...{ isRs485: false, kept: {} },
};

const MS = 1_000;

export function draftSettings(settings: ServerSettings): SettingsDraft {
  const { allowed, missing, stale, staleAfterMs, writeAnswer, writes, readOnly } = settings;
  return {
    ...{ missing, stale, writeAnswer, writes, readOnly, allowed: allowed.join("\n") },
    maxConnections: String(settings.maxConnections),
    idleS: String(settings.idleMs / MS),
    maxRequestsPerS: String(settings.maxRequestsPerS),
    maxWritesPerS: String(settings.maxWritesPerS),
    staleAfterS: staleAfterMs === undefined ? "" : String(staleAfterMs / MS),
    writeWaitMs: String(settings.writeWaitMs),
    writeRefreshS: String(settings.writeRefreshMs / MS),
    ports: settings.ports.map((port, id) => {
      const { path, baud, parity, stopBits, isEnabled, units = [] } = port;
      return {
        ...{ id, path, parity, isEnabled, isRs485: port.rs485 !== undefined, kept: port },
        ...{ baud: String(baud), stopBits: String(stopBits), units: units.join(", ") },
      };
    }),
  };
}

const numberOf = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
const wordsOf = (text: string) => text.split(/[\s,;，；、]+/).filter((word) => word !== "");

function portOf({ path, baud, parity, stopBits, isEnabled, isRs485, units, kept }: PortDraft): unknown {
  const { units: _units, rs485 = {}, ...rest } = kept;
  return {
    ...{
      ...rest,
      path: portText(path),
      parity,
      isEnabled,
      baud: numberOf(baud),
      stopBits: numberOf(stopBits),
    },
    ...(isRs485 && { rs485 }),
    ...(units.trim() !== "" && { units: wordsOf(units).map(Number) }),
  };
}

const TYPED: Readonly<Record<string, string>> = {
  ...{ idleMs: "idleS", staleAfterMs: "staleAfterS", writeRefreshMs: "writeRefreshS" },
};

export interface SettingsRead {
  /** Undefined while something is not right. */
  readonly settings: ServerSettings | undefined;
  /** By name; those of a port as `ports.<row>.<name>`. */
  readonly wrong: ReadonlySet<string>;
}

export function readSettings(draft: SettingsDraft): SettingsRead {
  const { missing, stale, staleAfterS, writeAnswer, writes, readOnly } = draft;
  const read = v.safeParse(ServerSettingsSchema, {
    ...{ missing, stale, writeAnswer, writes, readOnly, allowed: wordsOf(draft.allowed) },
    maxConnections: numberOf(draft.maxConnections),
    idleMs: numberOf(draft.idleS) * MS,
    maxRequestsPerS: numberOf(draft.maxRequestsPerS),
    maxWritesPerS: numberOf(draft.maxWritesPerS),
    ...(staleAfterS.trim() !== "" && { staleAfterMs: numberOf(staleAfterS) * MS }),
    writeWaitMs: numberOf(draft.writeWaitMs),
    writeRefreshMs: numberOf(draft.writeRefreshS) * MS,
    ports: draft.ports.map(portOf),
  });
  if (read.success) return { settings: read.output, wrong: new Set() };
  return { settings: undefined, wrong: new Set(read.issues.map(({ path }) => fieldOf(path ?? []))) };
}

function fieldOf(path: readonly { readonly key: unknown }[]): string {
  const [part = "", first, second] = path.map(({ key }) => String(key));
  if (part === "ports") return second === undefined ? "ports" : `ports.${first}.${second}`;
  return TYPED[part] ?? part;
}
