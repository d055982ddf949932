// What is answered for one value where that differs from the server's settings, and where its state is read.

import { Group, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  MISSING_ANSWERS,
  READ_ONLY_ANSWERS,
  STALE_ANSWERS,
  WRITE_RULES,
} from "../../../../src/spine/fieldbus.ts";
import type { ExposureDraft } from "./exposure-draft.ts";

interface TermsFieldsProps {
  readonly draft: ExposureDraft;
  readonly wrong: ReadonlySet<string>;
  readonly put: (change: Partial<ExposureDraft>) => void;
}

export function TermsFields({ draft, wrong, put }: TermsFieldsProps) {
  const { t } = useTranslation();
  const asServer = { value: "", label: t("served.asServer") };
  const isWritable = draft.point.access !== "r";
  const field = (name: "staleAfterS" | "statusAddress" | "writeRefreshS", note: string) => (
    <TextInput
      label={t(`served.${name}`)}
      description={note}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && t("fieldbus.wrong")}
      inputMode="numeric"
    />
  );
  return (
    <details className="further">
      <summary>{t("register.further")}</summary>
      <Stack gap="sm" mt="sm">
        <Select
          label={t("served.missing")}
          value={draft.missing}
          data={[
            asServer,
            ...MISSING_ANSWERS.map((value) => ({ value, label: t(`served.missingAs.${value}`) })),
          ]}
          onChange={(missing) => put({ missing: (missing ?? "") as ExposureDraft["missing"] })}
          allowDeselect={false}
        />
        <Select
          label={t("served.stale")}
          value={draft.stale}
          data={[asServer, ...STALE_ANSWERS.map((value) => ({ value, label: t(`served.staleAs.${value}`) }))]}
          onChange={(stale) => put({ stale: (stale ?? "") as ExposureDraft["stale"] })}
          allowDeselect={false}
        />
        <Group grow align="flex-start">
          {field("staleAfterS", t("served.asServerNote"))}
          {field("statusAddress", t("served.statusNote"))}
        </Group>
        {isWritable ? (
          <Group grow align="flex-start">
            <Select
              label={t("served.writes")}
              value={draft.writes}
              data={[
                asServer,
                ...WRITE_RULES.map((value) => ({ value, label: t(`served.writesAs.${value}`) })),
              ]}
              onChange={(writes) => put({ writes: (writes ?? "") as ExposureDraft["writes"] })}
              allowDeselect={false}
            />
            {draft.writes !== "every" && field("writeRefreshS", t("served.asServerNote"))}
          </Group>
        ) : (
          <Select
            label={t("served.readOnly")}
            value={draft.readOnly}
            data={[
              asServer,
              ...READ_ONLY_ANSWERS.map((value) => ({ value, label: t(`served.readOnlyAs.${value}`) })),
            ]}
            onChange={(readOnly) => put({ readOnly: (readOnly ?? "") as ExposureDraft["readOnly"] })}
            allowDeselect={false}
          />
        )}
      </Stack>
    </details>
  );
}
