// Choosing the zone in which times are shown.

import { Select, type SelectProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePreference } from "./preference.ts";
import { browserZone, knownZones, showZone, zoneText } from "./time-zone.ts";

const NAME = "timeZone";
const AS_BROWSER = "browser";

/** The zone in use, which follows the preference; everything that shows times is made anew when it changes. */
export function useShownZone(): string {
  const [chosen] = usePreference<unknown>(NAME, null);
  return showZone(chosen);
}

export function ZoneChoice(props: Pick<SelectProps, "mt">) {
  const { t } = useTranslation();
  const [chosen, choose] = usePreference<string | null>(NAME, null);
  const zones = knownZones();
  if (chosen !== null && !zones.includes(chosen)) zones.unshift(chosen);
  return (
    <Select
      {...props}
      label={t("setting.timeZone")}
      description={t("setting.timeZoneNote", { zone: zoneText() })}
      value={chosen ?? AS_BROWSER}
      onChange={(value) => value !== null && choose(value === AS_BROWSER ? null : value)}
      data={[
        { value: AS_BROWSER, label: t("setting.asBrowser", { zone: browserZone() }) },
        ...zones.map((zone) => ({ value: zone, label: zone })),
      ]}
      searchable
      allowDeselect={false}
      maxDropdownHeight={280}
      maw={380}
    />
  );
}
