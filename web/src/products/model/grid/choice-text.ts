import type { TFunction } from "i18next";
import type { FeatureDraft, TypeName } from "../draft/feature-draft.ts";
import type { CellKey } from "./cells.ts";

/** A choice as people read it. */
export function choiceText(cell: CellKey, choice: string, t: TFunction): string {
  switch (cell) {
    case "type":
      return t(`dataType.${choice as TypeName}`);
    case "accessMode":
      return t(`access.${choice as FeatureDraft["accessMode"]}`);
    case "required":
      return choice === "1" ? t("sheet.yes") : t("sheet.no");
    case "level":
      return t(`level.${choice as FeatureDraft["level"]}`);
    case "callType":
      return t(`callType.${choice as FeatureDraft["callType"]}`);
    default:
      return choice;
  }
}
