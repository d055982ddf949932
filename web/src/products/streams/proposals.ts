// What a person makes of a proposed property before it goes into the thing model.

import type { DataType, Property, ThingModel } from "../../contract.ts";
import type { Inferred } from "./streams-calls.ts";

export interface Proposal {
  readonly stream: Inferred;
  readonly isChosen: boolean;
  readonly name: string;
  /** Which of `typesOf`. */
  readonly type: number;
  readonly unit: string;
  /** As typed; empty: none. */
  readonly min: string;
  readonly max: string;
}

export type ProposalErrors = Partial<Record<"name" | "min" | "max", "needName" | "badRange">>;

/** The proposed type and those that fit too. */
export function typesOf({ dataType, alternatives }: Inferred): readonly DataType[] {
  return dataType === null ? [] : [dataType, ...alternatives];
}

/** Why it cannot become a property; undefined: it can. */
export function barrierOf({ key, identifier, dataType }: Inferred): "badKey" | "noType" | undefined {
  if (key !== identifier) return "badKey";
  return dataType === null ? "noType" : undefined;
}

export function makeProposal(stream: Inferred): Proposal {
  const type = stream.dataType;
  return { stream, isChosen: false, name: stream.name, type: 0, unit: "", ...boundsOf(type) };
}

function boundsOf(type: DataType | null | undefined): Pick<Proposal, "min" | "max"> {
  const text = (bound: unknown) => (typeof bound === "number" ? String(bound) : "");
  const ranged = hasRange(type) ? type : undefined;
  return { min: text(ranged?.min), max: text(ranged?.max) };
}

type Ranged = Extract<DataType, { type: "int" | "float" | "double" }>;

export function hasRange(type: DataType | null | undefined): type is Ranged {
  return type?.type === "int" || type?.type === "float" || type?.type === "double";
}

/** Another type brings its own range. */
export function withType(proposal: Proposal, type: number): Proposal {
  return { ...proposal, type, ...boundsOf(typesOf(proposal.stream)[type]) };
}

export function errorsOf({ name, min, max }: Proposal): ProposalErrors {
  const isReversed = min.trim() !== "" && max.trim() !== "" && Number(max) < Number(min);
  return { ...(name.trim() === "" && { name: "needName" }), ...(isReversed && { max: "badRange" }) };
}

function toProperty({ stream, name, type, unit, min, max }: Proposal): Property {
  const chosen = typesOf(stream)[type] ?? { type: "text" };
  const bound = (text: string) => (text.trim() === "" ? undefined : Number(text));
  const head = {
    identifier: stream.identifier,
    name: name.trim(),
    accessMode: "r",
    required: false,
  } as const;
  const own = unit.trim() === "" ? {} : { unit: unit.trim() };
  if (chosen.type === "long") return { ...head, dataType: { ...chosen, ...own } };
  if (!hasRange(chosen)) return { ...head, dataType: chosen };
  const [least, most] = [bound(min), bound(max)];
  const range = { ...(least !== undefined && { min: least }), ...(most !== undefined && { max: most }) };
  return { ...head, dataType: { type: chosen.type, ...range, ...own } };
}

/** The model with the chosen ones behind its own; one that it has by now stays as it is. */
export function promote(model: ThingModel, proposals: readonly Proposal[]): ThingModel {
  const taken = new Set(model.properties.map((property) => property.identifier));
  const added = proposals
    .filter(({ isChosen, stream }) => isChosen && !taken.has(stream.identifier))
    .map(toProperty);
  return { ...model, properties: [...model.properties, ...added] };
}
