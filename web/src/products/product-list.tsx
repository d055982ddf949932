// All products: find one, make one, bring one in.

import { ActionIcon, Badge, Button, Group, Menu, Text } from "@mantine/core";
import {
  IconCopyPlus,
  IconDots,
  IconDownload,
  IconFileImport,
  IconPackage,
  IconPlus,
  IconTemplate,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import { NODE_TYPES } from "../../../src/spine/model.ts";
import { PRODUCT_STATUSES } from "../../../src/spine/product.ts";
import { Ago } from "../base/ago.tsx";
import { type Column, queryOf, type TableFilter } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { Page } from "../base/page.tsx";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import type { Product } from "../contract.ts";
import { SectionLinks } from "../shell/section-page.tsx";
import { productCalls } from "./product-calls.ts";
import { ProductForm } from "./product-form.tsx";
import { StatusBadge } from "./settings/status-panel.tsx";
import { SaveDialog } from "./templates/own/save-dialog.tsx";
import { CopyDialog } from "./transfer/copy-dialog.tsx";
import { ExportDialog } from "./transfer/export-dialog.tsx";
import { ImportDialog } from "./transfer/import-dialog.tsx";

const hrefOf = (product: Product) => `/products/${encodeURIComponent(product.productKey)}`;

function NameCell({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <>
      <Group gap={6}>
        <Link href={hrefOf(product)} className="row-link">
          {product.name}
        </Link>
        {!product.isEnabled && <Badge variant="default">{t("state.disabled")}</Badge>}
      </Group>
      <Text size="xs" c="dimmed" ff="monospace">
        {product.productKey}
      </Text>
    </>
  );
}

function columnsOf(t: TFunction): readonly Column<Product>[] {
  return [
    {
      ...{ key: "name", header: t("product.product"), sort: "name", isFixed: true, phone: "title" },
      cell: (product) => <NameCell product={product} />,
      text: (product) => product.name,
    },
    {
      ...{ key: "key", header: t("product.key"), isHidden: true, phone: "none" },
      cell: (product) => product.productKey,
      text: (product) => product.productKey,
    },
    {
      ...{ key: "description", header: t("product.description"), fromPx: 900, phone: "none" },
      cell: (product) => (
        <Text size="sm" c="dimmed" lineClamp={1}>
          {product.description}
        </Text>
      ),
      text: (product) => product.description,
    },
    {
      ...{ key: "status", header: t("life.statusLabel"), phone: "aside", width: 110 },
      cell: (product) => <StatusBadge status={product.status} />,
      text: (product) => product.status,
    },
    {
      ...{ key: "nodeType", header: t("nodeType.label"), fromPx: 700 },
      cell: (product) => t(`nodeType.${product.nodeType}`),
      text: (product) => product.nodeType,
    },
    {
      ...{ key: "devices", header: t("product.devices"), sort: "devices", align: "right" },
      cell: (product) => formatCount(product.deviceCount),
      text: (product) => product.deviceCount,
    },
    {
      ...{ key: "validation", header: t("product.validation"), fromPx: 1000, isHidden: true },
      cell: (product) => t(`validation.${product.validation}`),
      text: (product) => product.validation,
    },
    {
      ...{ key: "version", header: t("life.version"), align: "right", isHidden: true },
      cell: (product) => product.modelVersion,
      text: (product) => product.modelVersion,
    },
    {
      ...{ key: "updated", header: t("word.updated"), fromPx: 800 },
      cell: (product) => <Ago ts={product.updatedAt} size="sm" c="dimmed" />,
      text: (product) => stampText(product.updatedAt),
    },
    {
      ...{ key: "created", header: t("life.created"), sort: "created", isHidden: true },
      cell: (product) => <Ago ts={product.createdAt} size="sm" c="dimmed" />,
      text: (product) => stampText(product.createdAt),
    },
  ];
}

function filtersOf(t: TFunction): readonly TableFilter[] {
  return [
    {
      ...{ name: "status", label: t("life.allStatuses") },
      options: PRODUCT_STATUSES.map((status) => ({ value: status, label: t(`life.status.${status}`) })),
    },
    {
      ...{ name: "nodeType", label: t("life.allTypes") },
      options: NODE_TYPES.map((type) => ({ value: type, label: t(`nodeType.${type}`) })),
    },
    {
      ...{ name: "enabled", label: t("life.enabled") },
      options: [
        { value: "true", label: t("life.isEnabled") },
        { value: "false", label: t("life.isDisabled") },
      ],
    },
  ];
}

interface RowMenuProps {
  readonly product: Product;
  readonly mayWrite: boolean;
  readonly onCopy: (product: Product) => void;
  readonly onExport: (product: Product) => void;
  readonly onTemplate: (product: Product) => void;
}

function RowMenu({ product, mayWrite, onCopy, onExport, onTemplate }: RowMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon aria-label={t("life.more", { name: product.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayWrite && (
          <Menu.Item leftSection={<IconCopyPlus size={15} />} onClick={() => onCopy(product)}>
            {t("life.copy")}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => onExport(product)}>
          {t("life.export")}
        </Menu.Item>
        {mayWrite && (
          <Menu.Item leftSection={<IconTemplate size={15} />} onClick={() => onTemplate(product)}>
            {t("own.saveAs")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function ProductTable({ onNew }: { onNew: (() => void) | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const [copied, setCopied] = useState<Product>();
  const [exported, setExported] = useState<Product>();
  const [saved, setSaved] = useState<Product>();
  return (
    <>
      <DataTable<Product>
        name="products"
        label={t("product.title")}
        columns={columnsOf(t)}
        keyOf={(product) => product.productKey}
        nameOf={(product) => product.name}
        queryKey={["products", "list", "table"]}
        load={(request) => productCalls.list(queryOf(request))}
        searchLabel={t("product.search")}
        filters={filtersOf(t)}
        hrefOf={hrefOf}
        rowActions={(product) => (
          <RowMenu
            {...{ product, mayWrite }}
            onCopy={setCopied}
            onExport={setExported}
            onTemplate={setSaved}
          />
        )}
        empty={{
          icon: <IconPackage size={24} />,
          title: t("product.empty"),
          text: t("product.emptyText"),
          action: onNew && (
            <Button mt="xs" leftSection={<IconPlus size={16} />} onClick={onNew}>
              {t("product.new")}
            </Button>
          ),
        }}
      />
      <CopyDialog product={copied} onClose={() => setCopied(undefined)} />
      <ExportDialog product={exported} onClose={() => setExported(undefined)} />
      {saved && <SaveDialog product={saved} onClose={() => setSaved(undefined)} />}
    </>
  );
}

export function ProductList() {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const isAskedNew = new URLSearchParams(useSearch()).has("new");
  const [, navigate] = useLocation();
  const [opened, setOpened] = useState<"new" | "import">();
  const close = () => {
    setOpened(undefined);
    if (isAskedNew) navigate("/products", { replace: true });
  };
  const openNew = () => setOpened("new");
  return (
    <Page
      title={t("product.title")}
      lead={t("product.lead")}
      actions={
        mayWrite && (
          <>
            <Button
              variant="default"
              leftSection={<IconFileImport size={16} />}
              onClick={() => setOpened("import")}
            >
              {t("life.import")}
            </Button>
            <Button component={Link} href="/move-in" variant="default">
              {t("moveIn.open")}
            </Button>
            <Button leftSection={<IconPlus size={16} />} onClick={openNew}>
              {t("product.new")}
            </Button>
          </>
        )
      }
    >
      <SectionLinks />
      <Panel isFlush>
        <ProductTable onNew={mayWrite ? openNew : undefined} />
      </Panel>
      {mayWrite && <ProductForm isOpen={opened === "new" || isAskedNew} onClose={close} />}
      <ImportDialog isOpen={opened === "import"} onClose={close} />
    </Page>
  );
}
