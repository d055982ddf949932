// Every point, or which interval and which value of it.

import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSite } from "./site.ts";
import { FUNCTIONS, INTERVALS, type Treatment } from "./treatment.ts";

interface TreatmentChoiceProps {
  readonly treatment: Treatment;
  readonly onChange: (treatment: Treatment) => void;
}

export function TreatmentChoice({ treatment, onChange }: TreatmentChoiceProps) {
  const { t } = useTranslation();
  const shifts = useSite()?.shifts.length ?? 0;
  const offered = INTERVALS.map(({ key }) => key).filter(
    (key) => key !== "shift" || shifts > 0 || treatment.interval === key,
  );
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        size="xs"
        aria-label={t("interval.label")}
        value={treatment.interval ?? "points"}
        onChange={(value) =>
          onChange({ ...treatment, interval: INTERVALS.find((one) => one.key === value)?.key })
        }
        data={["points" as const, ...offered].map((value) => ({
          value,
          label: t(`interval.${value}`),
        }))}
        className="interval-choice"
      />
      {treatment.interval !== undefined && (
        <Select
          size="xs"
          aria-label={t("interval.function")}
          value={treatment.fn}
          onChange={(value) =>
            onChange({ ...treatment, fn: FUNCTIONS.find((one) => one === value) ?? "avg" })
          }
          data={FUNCTIONS.map((value) => ({ value, label: t(`fn.${value}`) }))}
          className="interval-choice"
        />
      )}
    </Group>
  );
}
