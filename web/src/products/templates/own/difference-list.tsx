// What would be different in a template, place by place.

import { Code, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TemplateDifference } from "./own-calls.ts";

/** More than this nobody reads at once. */
const SHOWN = 100;
const LONG = 60;

/** A value in one line, cut where it is long. */
function shortText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text;
}

export function DifferenceList({ differences }: { differences: readonly TemplateDifference[] }) {
  const { t } = useTranslation();
  if (differences.length === 0) return <Text size="sm">{t("own.same")}</Text>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="paste-preview" tabIndex={0} aria-label={t("life.differences")}>
      <ul className="format-notices">
        {differences.slice(0, SHOWN).map(({ path, kind, fields, before, after }) => (
          <li key={path}>
            <Code>{path}</Code>{" "}
            <Text span size="sm">
              {before === undefined && after === undefined
                ? [t(`life.kind.${kind}`), fields.join(", ")].filter(Boolean).join(": ")
                : `${shortText(before)} → ${shortText(after)}`}
            </Text>
          </li>
        ))}
        {differences.length > SHOWN && <li>{t("format.more", { count: differences.length - SHOWN })}</li>}
      </ul>
    </section>
  );
}
