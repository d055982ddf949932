// A value as its thing model means it: enum and switch texts, dates, units.

import type { TFunction } from "i18next";
import { entryOf, numberOf } from "../../../src/kit/scalar.ts";
import { formatMeasure, formatTime } from "../base/quantity.ts";
import type { DataType, Json, Property, ThingModel } from "../contract.ts";

export function findProperty(model: ThingModel | undefined, identifier: string): Property | undefined {
  return model?.properties.find((property) => property.identifier === identifier);
}

export function unitOf(dataType: DataType | undefined): string {
  return dataType !== undefined && "unit" in dataType ? (dataType.unit ?? "") : "";
}

function plainText(value: Json): string {
  if (typeof value === "number") return formatMeasure(value);
  if (typeof value === "string") return value;
  if (value === null || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}

function structText(
  dataType: Extract<DataType, { type: "struct" }>,
  value: { [key: string]: Json },
  t: TFunction,
) {
  return dataType.fields
    .filter((field) => Object.hasOwn(value, field.identifier))
    .map((field) => {
      const unit = unitOf(field.dataType);
      const text = valueText(value[field.identifier] ?? null, field.dataType, t);
      return `${field.name} ${text}${unit === "" ? "" : ` ${unit}`}`;
    })
    .join(", ");
}

/** The value without its unit. */
export function valueText(value: Json, dataType: DataType | undefined, t: TFunction): string {
  switch (dataType?.type) {
    case "bool": {
      const isTrue = value === true || value === 1 || value === "1";
      return isTrue ? (dataType.trueText ?? t("word.on")) : (dataType.falseText ?? t("word.off"));
    }
    case "enum":
      return entryOf(dataType.items, value) ?? plainText(value);
    case "date":
      return Number.isFinite(numberOf(value)) ? formatTime(numberOf(value)) : plainText(value);
    case "struct":
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        return structText(dataType, value, t);
      return plainText(value);
    case "array":
      return Array.isArray(value)
        ? value.map((one) => valueText(one, dataType.item, t)).join(", ")
        : plainText(value);
    default:
      return plainText(value);
  }
}

/** True for values that hold until the next one: no line between them is to be drawn slanted. */
export function isStepped(dataType: DataType | undefined): boolean {
  return dataType?.type === "bool" || dataType?.type === "enum";
}

/** True when values of the type can be drawn over time. */
export function isDrawable(dataType: DataType | undefined): boolean {
  return dataType === undefined || ["int", "long", "float", "double", "bool", "enum"].includes(dataType.type);
}
