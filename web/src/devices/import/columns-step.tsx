// What each column of the file is, beside its first rows; and how rows find their devices.

import { Select, Stack, Switch, Table, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { ExplainedChoice } from "../../base/form/explained-choice.tsx";
import { Panel } from "../../base/panel.tsx";
import { ProductSelect } from "../../products/product-select.tsx";
import type { ImportMode, ImportPreview, ImportSettings } from "./import-calls.ts";

export const FIELDS = [
  "deviceName",
  "productKey",
  "deviceSecret",
  "name",
  "notes",
  "group",
  "tags",
  "latitude",
  "longitude",
  "place",
  "isEnabled",
  "gateway",
] as const;
const SHOWN_ROWS = 3;
const TAG_SIGNS = /[^\p{L}\p{N}_.-]/gu;

interface StepProps {
  readonly preview: ImportPreview;
  readonly settings: ImportSettings;
  readonly onChange: (settings: ImportSettings) => void;
}

/** Fields and tags that a column may be: those of the heading itself, and what is chosen already. */
function optionsOf(heading: string, chosen: string, t: TFunction) {
  const own = `tag:${heading.trim().replace(/\s+/g, "_").replace(TAG_SIGNS, "").slice(0, 64)}`;
  const tags = [...new Set([own, chosen].filter((one) => one.startsWith("tag:") && one.length > 4))];
  return [
    { value: "", label: t("import.ignore") },
    ...FIELDS.map((value) => ({ value, label: t(`import.fields.${value}`) })),
    ...tags.map((value) => ({ value, label: t("import.tag", { key: value.slice(4) }) })),
  ];
}

export function ColumnTable({ preview, settings, onChange }: StepProps) {
  const { t } = useTranslation();
  const put = (at: number, value: string) =>
    onChange({
      ...settings,
      columns: settings.columns.map((one, index) => (index === at ? value : one === value ? "" : one)),
    });
  return (
    <Table.ScrollContainer minWidth={520} type="native">
      <Table verticalSpacing={6} aria-label={t("import.columnsTitle")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("import.column")}</Table.Th>
            <Table.Th w={250}>{t("import.meaning")}</Table.Th>
            <Table.Th>{t("import.sample")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.headings.map((heading, at) => {
            const chosen = settings.columns[at] ?? "";
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; headings may be empty or twice
              <Table.Tr key={at}>
                <Table.Td fw={550}>{heading}</Table.Td>
                <Table.Td>
                  <Select
                    size="xs"
                    aria-label={`${t("import.meaning")}: ${heading}`}
                    data={optionsOf(heading, chosen, t)}
                    value={chosen}
                    allowDeselect={false}
                    searchable
                    onChange={(value) => put(at, value ?? "")}
                  />
                </Table.Td>
                <Table.Td>
                  <Text size="xs" c="dimmed" truncate maw={260}>
                    {preview.sample
                      .slice(0, SHOWN_ROWS)
                      .map((cells) => cells[at] ?? "")
                      .filter((cell) => cell !== "")
                      .join(" · ")}
                  </Text>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function SettingsPanel({ settings, onChange }: StepProps) {
  const { t } = useTranslation();
  const modes = (["upsert", "create", "update"] as const).map((value) => ({
    ...{ value, label: t(`import.modes.${value}`), note: t(`import.modes.${value}Note`) },
  }));
  const keys = [
    { value: "name", label: t("import.keys.name") },
    { value: "secret", label: t("import.keys.secret") },
    ...settings.columns
      .filter((one) => one.startsWith("tag:"))
      .map((value) => ({ value, label: t("import.tag", { key: value.slice(4) }) })),
  ];
  const { productKey: _, ...others } = settings;
  return (
    <Panel title={t("import.settings")}>
      <Stack gap="md">
        <ExplainedChoice<ImportMode>
          label={t("import.mode")}
          value={settings.mode}
          options={modes}
          onChange={(mode) => onChange({ ...settings, mode })}
        />
        <Select
          label={t("import.key")}
          data={keys}
          value={settings.key}
          allowDeselect={false}
          onChange={(key) => onChange({ ...settings, key: key ?? "name" })}
        />
        <ProductSelect
          label={t("import.product")}
          placeholder={t("import.noProduct")}
          value={settings.productKey ?? null}
          clearLabel={t("import.noProduct")}
          onChange={(value) => onChange(value === null ? others : { ...others, productKey: value })}
        />
        <Switch
          label={t("import.makesGroups")}
          checked={settings.makesGroups}
          onChange={(event) => onChange({ ...settings, makesGroups: event.currentTarget.checked })}
        />
      </Stack>
    </Panel>
  );
}
