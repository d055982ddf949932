// What few new products need to be told: dialects, data streams, secrets that devices carry already.

import { Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Product } from "../contract.ts";
import { DataModeChoice, DialectChoice } from "./settings/connection-choices.tsx";

export interface FurtherValues {
  readonly dialects: Product["dialects"];
  readonly dataMode: Product["dataMode"];
  /** Empty: one is made up. */
  readonly productSecret: string;
  readonly accessKey: string;
}

export const NO_FURTHER: FurtherValues = {
  dialects: null,
  dataMode: "model",
  productSecret: "",
  accessKey: "",
};

interface FurtherSettingsProps {
  readonly value: FurtherValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (value: FurtherValues) => void;
}

export function FurtherSettings({ value, errors, onChange }: FurtherSettingsProps) {
  const { t } = useTranslation();
  const put = (change: Partial<FurtherValues>) => onChange({ ...value, ...change });
  const secrets = ["productSecret", "accessKey"] as const;
  return (
    <details className="further">
      <summary>{t("life.furtherSettings")}</summary>
      <Stack gap="md" mt="sm">
        <DialectChoice value={value.dialects} onChange={(dialects) => put({ dialects })} />
        <DataModeChoice value={value.dataMode} onChange={(dataMode) => put({ dataMode })} />
        {secrets.map((which) => (
          <TextInput
            key={which}
            label={t(`life.${which}`)}
            description={`${t(`life.setNote.${which}`)} ${t("life.copyKeyNote")}`}
            value={value[which]}
            onChange={(event) => put({ [which]: event.currentTarget.value.trim() })}
            error={errors[which]}
            spellCheck={false}
            autoComplete="off"
          />
        ))}
      </Stack>
    </details>
  );
}
