// One product: its thing model, its devices, its topics, its settings.

import { Badge, Button, Code, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { CopyIcon } from "../base/copy.tsx";
import { PageTabs } from "../base/page/page-tabs.tsx";
import { Page } from "../base/page.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { Loaded, Waiting } from "../base/states.tsx";
import type { Product } from "../contract.ts";
import { DeviceTable } from "../devices/list/device-table.tsx";
import { queries } from "../queries.ts";
import { MappingEditor } from "./mapping/mapping-editor.tsx";
import { ProductSettings } from "./settings/product-settings.tsx";
import { StatusBadge } from "./settings/status-panel.tsx";
import { SaveAsTemplate } from "./templates/save-as-template.tsx";
import { TopicTables } from "./topic-tables.tsx";

const StreamsTab = lazy(async () => ({ default: (await import("./streams/streams-tab.tsx")).StreamsTab }));
const RegisterTab = lazy(async () => ({
  default: (await import("./registers/register-tab.tsx")).RegisterTab,
}));
const VersionTab = lazy(async () => ({ default: (await import("./versions/version-tab.tsx")).VersionTab }));
const ModelTab = lazy(async () => ({ default: (await import("./model/model-editor.tsx")).ModelTab }));

function ProductDevices({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const first = useMay("products", "manage") && (
    <Button
      size="xs"
      component={Link}
      href={`/devices?${new URLSearchParams({ new: "1", product: productKey })}`}
    >
      {t("device.new")}
    </Button>
  );
  return <DeviceTable productKey={productKey} firstAction={first} />;
}

function Content({ product, tab }: { product: Product; tab: string | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const count = (
    <Badge size="sm" variant="default">
      {formatCount(product.deviceCount)}
    </Badge>
  );
  return (
    <PageTabs
      root={`/products/${encodeURIComponent(product.productKey)}`}
      tab={tab}
      tabs={[
        { value: "model", label: t("model.title"), content: () => <ModelTab product={product} /> },
        {
          value: "streams",
          label: t("stream.tab"),
          content: () => <StreamsTab product={product} />,
        },
        {
          value: "devices",
          label: (
            <Group component="span" gap={6} wrap="nowrap">
              {t("product.devices")} {count}
            </Group>
          ),
          content: () => <ProductDevices productKey={product.productKey} />,
        },
        {
          value: "topics",
          label: t("mapping.tab"),
          content: () => (
            <div className="stack">
              <MappingEditor productKey={product.productKey} />
              <TopicTables productKey={product.productKey} />
            </div>
          ),
        },
        {
          value: "registers",
          label: t("register.tab"),
          content: () => <RegisterTab productKey={product.productKey} />,
        },
        {
          value: "versions",
          label: t("version.tab"),
          content: () => <VersionTab product={product} />,
        },
        {
          value: "settings",
          label: t("product.settings"),
          isHidden: !mayWrite,
          content: () => <ProductSettings product={product} />,
        },
      ]}
    />
  );
}

export function ProductPage({ productKey, tab }: { productKey: string; tab: string | undefined }) {
  const { t } = useTranslation();
  const product = useQuery(queries.product(productKey));
  return (
    <Page
      title={product.data?.name ?? productKey}
      crumbs={[{ label: t("product.title"), to: "/products" }]}
      aside={
        <>
          <Code>{productKey}</Code>
          <CopyIcon text={productKey} label={t("product.key")} />
          {product.data && product.data.nodeType !== "direct" && (
            <Badge variant="light">{t(`nodeType.${product.data.nodeType}`)}</Badge>
          )}
          {product.data?.status === "published" && <StatusBadge status="published" />}
          {product.data && !product.data.isEnabled && <Badge variant="default">{t("state.disabled")}</Badge>}
        </>
      }
      lead={product.data?.description}
      actions={product.data && <SaveAsTemplate product={product.data} />}
    >
      <Loaded
        query={product}
        waiting={
          <Panel>
            <Waiting />
          </Panel>
        }
      >
        {(answer) => <Content product={answer} tab={tab} />}
      </Loaded>
    </Page>
  );
}
