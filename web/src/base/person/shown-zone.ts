// The zone in which times are shown, as the person chose it.

import { usePreference } from "./preference.ts";
import { showZone } from "./time-zone.ts";

export const ZONE_PREFERENCE = "timeZone";

/** The zone in use, which follows the preference; everything that shows times is made anew when it changes. */
export function useShownZone(): string {
  const [chosen] = usePreference<unknown>(ZONE_PREFERENCE, null);
  return showZone(chosen);
}
