// A data type in one line: `float, -40 to 120 °C`.

import type { TFunction } from "i18next";
import type { DataType } from "../../../contract.ts";

function rangeText(min: number | string | undefined, max: number | string | undefined): string {
  if (min === undefined && max === undefined) return "";
  return `${min ?? "−∞"} … ${max ?? "∞"}`;
}

export function typeText(dataType: DataType, t: TFunction): string {
  switch (dataType.type) {
    case "int":
    case "long":
    case "float":
    case "double":
      return [rangeText(dataType.min, dataType.max), dataType.unit].filter(Boolean).join(" ");
    case "text":
      return dataType.length === undefined ? "" : t("model.upToBytes", { limit: dataType.length });
    case "bool":
      return [dataType.falseText ?? "0", dataType.trueText ?? "1"].join(" / ");
    case "enum":
      return Object.entries(dataType.items)
        .map(([key, text]) => `${key}=${text}`)
        .join(", ");
    case "struct":
      return dataType.fields.map((field) => field.identifier).join(", ");
    case "array":
      return `${dataType.item.type} × ${dataType.size}`;
    case "date":
      return t("model.utcMs");
  }
}
