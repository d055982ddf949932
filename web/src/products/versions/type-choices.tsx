// What becomes of stored values whose property gets another type: one of three, for each.

import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { entryOf } from "../../../../src/kit/scalar.ts";
import { ExplainedChoice } from "../../base/form/explained-choice.tsx";
import { fieldText } from "./field-text.ts";
import type { ModelDiff, TypeChoice, TypeChoices } from "./version-calls.ts";

interface TypeChoicesFieldProps {
  readonly diff: ModelDiff;
  readonly value: TypeChoices;
  /** The one in force, whose history may go on under a name of its own. */
  readonly version: number;
  readonly onChange: (value: TypeChoices) => void;
}

const CHOICES: readonly TypeChoice[] = ["keep", "convert", "separate"];

function askedOf(diff: ModelDiff): ModelDiff["changes"] {
  return diff.changes.filter((change) => change.needsChoice);
}

/** Every property that is asked for, with its choice. */
export function settledChoices(diff: ModelDiff, value: TypeChoices): TypeChoices {
  return Object.fromEntries(
    askedOf(diff).map(({ identifier }) => [identifier, entryOf(value, identifier) ?? "keep"]),
  );
}

export function TypeChoicesField({ diff, value, version, onChange }: TypeChoicesFieldProps) {
  const { t } = useTranslation();
  const asked = askedOf(diff);
  if (asked.length === 0) return null;
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        {t("version.choiceTitle")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("version.choiceNote")}
      </Text>
      {asked.map(({ identifier, fields }) => {
        const type = fields.find(({ path }) => path === "dataType");
        return (
          <ExplainedChoice
            key={identifier}
            label={type ? `${identifier}: ${fieldText(type.from)} → ${fieldText(type.to)}` : identifier}
            value={entryOf(value, identifier) ?? "keep"}
            options={CHOICES.map((choice) => ({
              value: choice,
              label: t(`version.choice.${choice}`),
              note: t(`version.choiceText.${choice}`, { name: `${identifier}@v${version}` }),
            }))}
            onChange={(choice) => onChange({ ...value, [identifier]: choice })}
          />
        );
      })}
    </Stack>
  );
}
