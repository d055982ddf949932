// How many days values are kept, as text while it is typed; empty means that nothing is said here.

import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readDays } from "./retention-days.ts";

interface RetentionFieldProps {
  readonly value: string;
  readonly note: string;
  readonly onChange: (value: string) => void;
}

export function RetentionField({ value, note, onChange }: RetentionFieldProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("product.retention")}
      description={note}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={readDays(value) === undefined ? t("modelError.days") : undefined}
      inputMode="numeric"
      maw={360}
    />
  );
}
