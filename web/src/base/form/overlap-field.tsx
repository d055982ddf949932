// For how long a secret that is replaced stays good, so that firmware has time to follow.

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** At once, an hour, a day, a week, thirty days. */
const OVERLAP_HOURS = [0, 1, 24, 168, 720] as const;

export function OverlapField({ hours, onChange }: { hours: number; onChange: (hours: number) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      label={t("credential.overlapFor")}
      value={String(hours)}
      onChange={(value) => onChange(Number(value))}
      data={OVERLAP_HOURS.map((one) => ({ value: String(one), label: t(`credential.hours.${one}`) }))}
      allowDeselect={false}
    />
  );
}
