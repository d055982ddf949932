// For how long the devices of a product may be silent before they are stale, and before they are offline.

import { Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Product } from "../../contract.ts";
import { readSilence, SILENCE_UNITS, type SilenceDraft, type SilenceUnit, silenceDraft } from "./silence.ts";

interface SilenceFieldProps {
  readonly label: string;
  readonly note: string;
  readonly draft: SilenceDraft;
  readonly error: string | undefined;
  readonly onChange: (draft: SilenceDraft) => void;
}

function SilenceField({ label, note, draft, error, onChange }: SilenceFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="bare" aria-labelledby={id}>
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        {note}
      </Text>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          aria-label={label}
          placeholder={t("life.never")}
          value={draft.text}
          onChange={(event) => onChange({ ...draft, text: event.currentTarget.value })}
          error={error}
          inputMode="numeric"
          w={140}
        />
        <Select
          aria-label={t("life.unit")}
          value={draft.unit}
          onChange={(unit) => unit && onChange({ ...draft, unit: unit as SilenceUnit })}
          data={Object.keys(SILENCE_UNITS).map((unit) => ({
            value: unit,
            label: t(`life.units.${unit as SilenceUnit}`),
          }))}
          w={130}
        />
      </Group>
    </fieldset>
  );
}

/** The rule while it is typed; `rule` undefined: it cannot be. */
export function useOfflineRule(first: Product["offlineRule"]) {
  const [stale, setStale] = useState(() => silenceDraft(first.staleAfterS));
  const [offline, setOffline] = useState(() => silenceDraft(first.offlineAfterS));
  const [staleAfterS, offlineAfterS] = [readSilence(stale), readSilence(offline)];
  const isReversed =
    typeof staleAfterS === "number" && typeof offlineAfterS === "number" && staleAfterS >= offlineAfterS;
  const isWhole = staleAfterS !== undefined && offlineAfterS !== undefined && !isReversed;
  const rule = isWhole ? { staleAfterS, offlineAfterS } : undefined;
  return { stale, setStale, offline, setOffline, isReversed, rule };
}

export function OfflineRuleFields({ edited }: { edited: ReturnType<typeof useOfflineRule> }) {
  const { t } = useTranslation();
  const { stale, offline, isReversed } = edited;
  const errorOf = (draft: SilenceDraft) =>
    readSilence(draft) === undefined ? t("life.silenceBad") : undefined;
  return (
    <Stack gap="md">
      <SilenceField
        label={t("life.stale")}
        note={t("life.staleNote")}
        draft={stale}
        error={errorOf(stale)}
        onChange={edited.setStale}
      />
      <SilenceField
        label={t("life.offline")}
        note={t("life.offlineNote")}
        draft={offline}
        error={errorOf(offline) ?? (isReversed ? t("life.silenceOrder") : undefined)}
        onChange={edited.setOffline}
      />
    </Stack>
  );
}
