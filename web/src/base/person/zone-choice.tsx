// Choosing the zone in which times are shown.

import { Select, type SelectProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePreference } from "./preference.ts";
import { ZONE_PREFERENCE } from "./shown-zone.ts";
import { browserZone, knownZones, zoneText } from "./time-zone.ts";

const AS_BROWSER = "browser";

export function ZoneChoice(props: Pick<SelectProps, "mt">) {
  const { t } = useTranslation();
  const [chosen, choose] = usePreference<string | null>(ZONE_PREFERENCE, null);
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
