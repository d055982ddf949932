// All templates of equipment: find the unit at hand, look at it, make a product of it.

import { Badge, Button, Group, Text } from "@mantine/core";
import { IconFileImport, IconTemplate } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { Page } from "../../base/page.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { SectionLinks } from "../../shell/section-page.tsx";
import { TemplateImportDialog } from "./own/import-dialog.tsx";
import { listTemplates, ORIGINS, TEMPLATE_FAMILIES, type TemplateSummary } from "./template-calls.ts";

const hrefOf = ({ id }: TemplateSummary) => `/product-templates/${encodeURIComponent(id)}`;

function useColumns(): readonly Column<TemplateSummary>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      header: t("template.unit"),
      isFixed: true,
      phone: "title",
      cell: (row) => (
        <Group gap={6}>
          <Link href={hrefOf(row)} className="row-link">
            {row.name}
          </Link>
          {row.origin === "own" && (
            <Badge variant="light" size="sm">
              {t("own.badge")}
            </Badge>
          )}
        </Group>
      ),
      text: (row) => row.name,
    },
    {
      key: "family",
      header: t("template.familyLabel"),
      phone: "aside",
      cell: (row) => (
        <Badge variant="default" size="sm">
          {t(`template.family.${row.family}`)}
        </Badge>
      ),
    },
    {
      key: "maker",
      header: t("own.maker"),
      fromPx: 1000,
      cell: (row) => [row.maker, row.makerModel].filter(Boolean).join(" ") || "–",
      text: (row) => [row.maker, row.makerModel].filter(Boolean).join(" "),
    },
    {
      key: "verified",
      header: t("own.isVerified"),
      fromPx: 1180,
      cell: ({ verification }) => (verification === null ? "–" : verification.by),
      text: ({ verification }) => verification?.by,
    },
    {
      key: "about",
      header: t("template.about"),
      fromPx: 820,
      cell: (row) => (
        <Text size="sm" c="dimmed" lineClamp={2} maw={460}>
          {row.description || "–"}
        </Text>
      ),
    },
    {
      key: "points",
      header: t("template.points"),
      align: "right",
      cell: (row) => row.pointCount,
    },
  ];
}

export function TemplateGallery() {
  const { t, i18n } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const [isImporting, setIsImporting] = useState(false);
  return (
    <Page
      title={t("template.title")}
      crumbs={[{ label: t("product.title"), to: "/products" }]}
      lead={t("template.lead")}
      actions={
        mayWrite && (
          <Button
            variant="default"
            leftSection={<IconFileImport size={16} />}
            onClick={() => setIsImporting(true)}
          >
            {t("own.import")}
          </Button>
        )
      }
    >
      <SectionLinks />
      <Panel isFlush>
        <DataTable
          name="templates"
          label={t("template.title")}
          columns={useColumns()}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          queryKey={["product-templates", i18n.language]}
          load={listTemplates}
          hrefOf={hrefOf}
          searchLabel={t("template.search")}
          filters={[
            {
              name: "family",
              label: t("template.everyFamily"),
              options: TEMPLATE_FAMILIES.map((value) => ({ value, label: t(`template.family.${value}`) })),
            },
            {
              name: "origin",
              label: t("own.everyOrigin"),
              options: ORIGINS.map((value) => ({ value, label: t(`own.origins.${value}`) })),
            },
          ]}
          empty={{ icon: <IconTemplate size={24} />, title: t("template.none") }}
        />
      </Panel>
      {isImporting && <TemplateImportDialog onClose={() => setIsImporting(false)} />}
    </Page>
  );
}
