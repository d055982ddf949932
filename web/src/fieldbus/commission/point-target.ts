// A register that was found becomes a point of a product's register map, with a property of its own where there is none.

import type { DataType } from "../../../../src/spine/model.ts";
import type { RegisterArea, RegisterMap, RegisterType } from "../../../../src/spine/register-map.ts";
import { api } from "../../api.ts";
import { get } from "../../call.ts";
import {
  draftPoint,
  isBitArea,
  type PointDraft,
  readPoint,
  withPoint,
} from "../../products/registers/point/point-draft.ts";
import { saveRegisterMap } from "../../products/registers/register-calls.ts";
import { queryClient } from "../../queries.ts";
import type { Candidate } from "../contract.ts";

/** Where one begins: what the guesser found, or a register as it was read. */
export type Place = Pick<Candidate, "address"> & Partial<Omit<Candidate, "address">>;

export interface PointTarget {
  readonly productKey: string;
  readonly isNew: boolean;
  readonly name: string;
  readonly unit: string;
  readonly point: PointDraft;
}

export function targetOf(place: Place, area: RegisterArea, productKey: string): PointTarget {
  const { address, type = "uint16", order, registers = 1, scale = 1 } = place;
  const point: PointDraft = {
    ...draftPoint(undefined),
    ...{ area, type: type as RegisterType, order: order ?? "", address: String(address) },
    ...{ scale: String(scale), registers: String(registers) },
  };
  return { productKey, isNew: true, name: "", unit: "", point };
}

/** What a new property is: a whole number stays one where nothing makes a fraction of it. */
export function dataTypeOf({ area, type, scale, offset, formula }: PointDraft, unit: string): DataType {
  if (isBitArea(area) || type === "bit") return { type: "bool" };
  if (type === "string" || type === "bytes") return { type: "text" };
  const isWhole =
    !type.startsWith("float") &&
    Number.isInteger(Number(scale)) &&
    Number.isInteger(Number(offset)) &&
    formula === "";
  const measured = unit.trim() === "" ? {} : { unit: unit.trim() };
  if (!isWhole) return { type: "double", ...measured };
  const isSmall = Number(scale) === 1 && /^(u?int16|int32|bits)$/.test(type);
  return { type: isSmall ? "int" : "long", ...measured };
}

async function addProperty({ productKey, name, unit, point }: PointTarget): Promise<void> {
  const { model, etag } = await api.model(productKey);
  const { identifier, access } = point;
  if (model.properties.some((property) => property.identifier === identifier)) return;
  const property = {
    ...{ identifier, name: name.trim() || identifier, accessMode: access === "r" ? "r" : "rw" },
    dataType: dataTypeOf(point, unit),
  };
  await api.saveModel(productKey, { ...model, properties: [...model.properties, property] }, etag);
  await queryClient.invalidateQueries({ queryKey: ["model", productKey] });
}

/** The property first: a point without one is refused. Another point of the property is replaced. */
export async function savePoint(target: PointTarget): Promise<RegisterMap> {
  const { productKey, point, isNew } = target;
  if (isNew) await addProperty(target);
  const map = await get(`/products/${encodeURIComponent(productKey)}/register-map`);
  const before = map.points.find(({ identifier }) => identifier === point.identifier);
  const tried = withPoint(map, before, readPoint(point, before));
  if (tried.map === undefined) throw new Error("the map was changed by somebody else");
  return saveRegisterMap(productKey, tried.map);
}
