// How many devices are in which state, as a small bar; the numbers for who hovers or cannot see it.

import { useTranslation } from "react-i18next";
import { formatCount } from "../../base/quantity.ts";
import { DEVICE_STATES } from "../../contract.ts";
import type { DeviceCounts } from "../device-calls.ts";

export function useCountsText(): (counts: DeviceCounts) => string {
  const { t } = useTranslation();
  return (counts) =>
    DEVICE_STATES.filter((state) => counts[state] > 0)
      .map((state) => t("group.counts", { state: t(`state.${state}`), total: formatCount(counts[state]) }))
      .join(" · ");
}

export function StateBar({ counts }: { counts: DeviceCounts }) {
  const text = useCountsText()(counts);
  if (counts.total === 0) return <span className="state-bar" />;
  return (
    <span className="state-bar" title={text} role="img" aria-label={text}>
      {DEVICE_STATES.map((state) => (
        <span key={state} data-state={state} style={{ flexGrow: counts[state] }} />
      ))}
    </span>
  );
}
