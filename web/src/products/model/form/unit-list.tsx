// The units that a field offers, for its attribute `list`.

import { useTranslation } from "react-i18next";
import { offeredUnits } from "./units.ts";

export const UNIT_LIST_ID = "offered-units";

/** Once on a page. */
export function UnitList() {
  const { i18n } = useTranslation();
  return (
    <datalist id={UNIT_LIST_ID}>
      {offeredUnits(i18n.language).map(({ sign, quantity }) => (
        <option key={`${quantity} ${sign}`} value={sign} label={`${sign}  ${quantity}`} />
      ))}
    </datalist>
  );
}
