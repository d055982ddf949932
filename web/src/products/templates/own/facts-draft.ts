// What is typed about a template of one's own, and what becomes of it.

import type { RegisterMap } from "../../../../../src/spine/register-map.ts";
import type { TemplateFamily, Verification } from "../template-calls.ts";
import type { Said, TemplateFacts, UnitDefaults } from "./own-calls.ts";

type Unit = RegisterMap["unit"];

export interface FactsDraft {
  readonly name: string;
  readonly family: TemplateFamily | "";
  readonly maker: string;
  readonly makerModel: string;
  readonly description: string;
  readonly note: string;
  /** One a line: title, and an address where there is one. */
  readonly sources: string;
  readonly isVerified: boolean;
  readonly verifiedUnit: string;
  readonly unitId: string;
  /** `9600 8N1`; empty: it is not said. */
  readonly serial: string;
  readonly tcpPort: string;
}

const PARITIES = { N: "none", E: "even", O: "odd" } as const;
const SERIAL = /^(\d{3,7})\s+([78])([NEO])([12])$/i;

export function serialText(serial: Unit["serial"]): string {
  if (serial === undefined) return "";
  const { baud, dataBits, parity, stopBits } = serial;
  return `${baud} ${dataBits}${parity.slice(0, 1).toUpperCase()}${stopBits}`;
}

/** Null: it is not said; undefined: it is none. */
export function readSerial(text: string): Unit["serial"] | null {
  if (text.trim() === "") return null;
  const [, baud = "", dataBits, parity = "", stopBits] = SERIAL.exec(text.trim()) ?? [];
  const baudRate = Number(baud);
  if (baudRate < 300 || baudRate > 4_000_000) return undefined;
  return {
    baud: baudRate,
    dataBits: dataBits === "7" ? 7 : 8,
    parity: PARITIES[parity.toUpperCase() as keyof typeof PARITIES],
    stopBits: stopBits === "2" ? 2 : 1,
  };
}

export function sourcesText(sources: RegisterMap["sources"]): string {
  return sources
    .map(({ title, revision, url }) =>
      [[title, revision].filter(Boolean).join(", "), url].filter(Boolean).join(" "),
    )
    .join("\n");
}

/** `known` stays where the text still says it, with its revisions apart. */
export function readSources(text: string, known: RegisterMap["sources"]): RegisterMap["sources"] {
  if (text.trim() === sourcesText(known)) return known;
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      const title = (url === undefined ? line : line.replace(url, "")).trim().replace(/,$/, "");
      return { title: title || (url ?? ""), ...(url !== undefined && { url }) };
    });
}

/** `unit` of a link that was found to work stands over that of the map. */
export function draftOf(
  facts: Omit<TemplateFacts, "family"> & { readonly family: TemplateFamily | "" },
  { unit, verification }: { readonly unit: Unit; readonly verification: Pick<Verification, "unit"> | null },
): FactsDraft {
  const { name, family, maker, makerModel, description, note } = facts;
  return {
    ...{ name, family, maker, makerModel, description, note, sources: sourcesText(facts.sources) },
    ...{ isVerified: verification !== null, verifiedUnit: verification?.unit ?? "" },
    unitId: String(unit.id),
    serial: serialText(unit.serial),
    tcpPort: unit.tcpPort === undefined ? "" : String(unit.tcpPort),
  };
}

const isWhole = (text: string, most: number) => /^\d{1,5}$/.test(text.trim()) && Number(text) <= most;
const SOURCES = 8;

/** Names of the fields that cannot stay so. */
export function wrongFields(draft: FactsDraft): ReadonlySet<keyof FactsDraft> {
  const wrong = new Set<keyof FactsDraft>();
  if (draft.name.trim() === "") wrong.add("name");
  if (draft.family === "") wrong.add("family");
  if (draft.isVerified && draft.verifiedUnit.trim() === "") wrong.add("verifiedUnit");
  if (!isWhole(draft.unitId, 255)) wrong.add("unitId");
  if (readSerial(draft.serial) === undefined) wrong.add("serial");
  const { tcpPort } = draft;
  if (tcpPort.trim() !== "" && !(isWhole(tcpPort, 65_535) && Number(tcpPort) > 0)) wrong.add("tcpPort");
  if (draft.sources.split("\n").filter((line) => line.trim() !== "").length > SOURCES) wrong.add("sources");
  return wrong;
}

/** Of a draft without wrong fields. */
export function factsOf(draft: FactsDraft, known: RegisterMap["sources"]): TemplateFacts {
  const { name, family, maker, makerModel, description, note, sources } = draft;
  return {
    ...{ name: name.trim(), family: family === "" ? "other" : family, maker: maker.trim() },
    ...{ makerModel: makerModel.trim(), description: description.trim(), note: note.trim() },
    sources: readSources(sources, known),
  };
}

export function unitOf({ unitId, serial, tcpPort }: FactsDraft): UnitDefaults {
  return {
    id: Number(unitId),
    serial: readSerial(serial) ?? null,
    tcpPort: tcpPort.trim() === "" ? null : Number(tcpPort),
  };
}

/** Whoever wrote another unit compared that one; the mark of before stays with whom it names. */
export function verificationOf(
  { isVerified, verifiedUnit }: Pick<FactsDraft, "isVerified" | "verifiedUnit">,
  before: Verification | null,
): Pick<Said, "verification"> {
  if (!isVerified) return before === null ? {} : { verification: null };
  const unit = verifiedUnit.trim();
  return unit === before?.unit ? {} : { verification: { unit } };
}
