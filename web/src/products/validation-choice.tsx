// How strictly reports are held against the thing model, with what each level means.

import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ValidationLevel } from "../contract.ts";

const LEVELS = ["off", "warn", "strict"] as const;

export function ValidationChoice(props: {
  value: ValidationLevel;
  onChange: (level: ValidationLevel) => void;
  isDisabled?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id="validation-label">
        {t("product.validation")}
      </Text>
      <SegmentedControl
        aria-labelledby="validation-label"
        value={props.value}
        onChange={(value) => props.onChange(value as ValidationLevel)}
        disabled={props.isDisabled ?? false}
        data={LEVELS.map((level) => ({ value: level, label: t(`validation.${level}`) }))}
        fullWidth
      />
      <Text size="xs" c="dimmed">
        {t(`validationNote.${props.value}`)}
      </Text>
    </Stack>
  );
}
