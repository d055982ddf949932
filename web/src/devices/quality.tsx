// What a value is worth, where it is not simply good.

import { useTranslation } from "react-i18next";

/** By the server's number. */
export const QUALITIES = ["good", "stale", "bad", "late", "simulated"] as const;

export function Quality({ quality }: { quality: number }) {
  const { t } = useTranslation();
  const name = QUALITIES[quality];
  if (name === undefined || name === "good") return null;
  return (
    <span className="quality" data-quality={name}>
      {t(`quality.${name}`)}
    </span>
  );
}
