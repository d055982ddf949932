// What the chosen units said of themselves, and the templates that fit.

import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "../../../base/notice/notice.tsx";
import { listTemplates, type TemplateSummary } from "../../../products/templates/template-calls.ts";
import { scanQuery } from "./scan-query.ts";
import { identityText, matchTemplates } from "./template-match.ts";

/** All of them, in the language of the page. */
export function useTemplates(): readonly TemplateSummary[] {
  const { i18n } = useTranslation();
  const templates = useQuery({
    queryKey: ["product-templates", i18n.language, "all"],
    queryFn: () => listTemplates({ q: "", sort: "", filters: {}, limit: 200 }),
  });
  return templates.data?.items ?? [];
}

interface SuggestionsProps {
  readonly linkId: number;
  readonly units: readonly number[];
  readonly onChoose: (template: TemplateSummary) => void;
}

export function Suggestions({ linkId, units, onChoose }: SuggestionsProps) {
  const { t } = useTranslation();
  const templates = useTemplates();
  const found = useQuery(scanQuery(linkId)).data?.found ?? [];
  const said = found.flatMap(({ unit, identity }) =>
    identity && units.includes(unit) ? [{ unit, identity, name: identityText(identity) }] : [],
  );
  return [...Map.groupBy(said, ({ name }) => name)].map(([name, alike]) => {
    const [first] = alike;
    const fitting = first === undefined ? [] : matchTemplates(templates, first.identity);
    return (
      <Notice key={name} tone="idle">
        <Text size="sm">
          {t("fieldbus.saysOf", {
            count: alike.length,
            units: [...new Set(alike.map(({ unit }) => unit))].join(", "),
            name,
          })}
        </Text>
        {fitting.length > 0 && (
          <Group gap="xs" mt={4}>
            <Text size="sm">{t("fieldbus.fitting")}</Text>
            {fitting.map((one) => (
              <Button key={one.id} size="compact-sm" variant="default" onClick={() => onChoose(one)}>
                {one.name}
              </Button>
            ))}
          </Group>
        )}
      </Notice>
    );
  });
}
