// Messages a second over the last ten minutes, as a plain SVG: the first page needs no chart library.

import { useTranslation } from "react-i18next";
import { formatCount } from "../base/quantity.ts";
import type { Overview } from "../contract.ts";

const SPAN_MS = 600_000;
const WIDTH = 600;
const HEIGHT = 84;

/** The next round number above `value`. */
function niceCeiling(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power
  );
}

export function RateChart({ history }: { history: Overview["rates"]["history"] }) {
  const { t } = useTranslation();
  const endMs = history.at(-1)?.ts ?? 0;
  const top = niceCeiling(Math.max(1, ...history.map((one) => one.messagesPerSec)));
  const points = history.map((one) => {
    const x = WIDTH - ((endMs - one.ts) / SPAN_MS) * WIDTH;
    const y = HEIGHT - (one.messagesPerSec / top) * (HEIGHT - 4);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const firstX = points[0]?.split(" ")[0] ?? "0";
  const label = t("overview.rateLabel", {
    top: formatCount(Math.max(0, ...history.map((h) => h.messagesPerSec))),
  });
  return (
    <div className="rate-chart">
      <span className="rate-top">{formatCount(top)}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path
          d={`M0 4H${WIDTH}M0 ${HEIGHT / 2 + 2}H${WIDTH}M0 ${HEIGHT - 0.5}H${WIDTH}`}
          className="rate-grid"
        />
        {points.length > 1 && (
          <>
            <path d={`M${firstX} ${HEIGHT}L${points.join("L")}L${WIDTH} ${HEIGHT}Z`} className="rate-area" />
            <path d={`M${points.join("L")}`} className="rate-line" />
          </>
        )}
      </svg>
      <div className="rate-axis" aria-hidden="true">
        <span>{t("overview.minutesAgo", { minutes: 10 })}</span>
        <span>{t("overview.minutesAgo", { minutes: 5 })}</span>
        <span>{t("overview.now")}</span>
      </div>
    </div>
  );
}
