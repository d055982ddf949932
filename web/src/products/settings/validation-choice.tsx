// How strictly reports are held against the thing model, with what each level means.

import { useTranslation } from "react-i18next";
import { VALIDATION_LEVELS } from "../../../../src/spine/model.ts";
import { ExplainedChoice } from "../../base/form/explained-choice.tsx";
import type { ValidationLevel } from "../../contract.ts";

export function ValidationChoice(props: {
  value: ValidationLevel;
  onChange: (level: ValidationLevel) => void;
}) {
  const { t } = useTranslation();
  return (
    <ExplainedChoice
      label={t("product.validation")}
      value={props.value}
      onChange={props.onChange}
      options={VALIDATION_LEVELS.map((level) => ({
        value: level,
        label: t(`validation.${level}`),
        note: t(`validationNote.${level}`),
      }))}
    />
  );
}
