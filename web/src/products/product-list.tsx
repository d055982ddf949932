// All products: find one, make one.

import { Badge, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPackage, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import { Ago } from "../base/ago.tsx";
import { Page } from "../base/page.tsx";
import { Pager, usePaging } from "../base/paging.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { Empty, Loaded } from "../base/states.tsx";
import type { Listing, Product } from "../contract.ts";
import { queries } from "../queries.ts";
import { ProductForm } from "./product-form.tsx";

const LIMIT = 25;

function ProductRow({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={`/products/${encodeURIComponent(product.productKey)}`} className="row-link">
          {product.name}
        </Link>
        <Text size="xs" c="dimmed" ff="monospace">
          {product.productKey}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md" maw={320}>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {product.description}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatCount(product.deviceCount)}</Table.Td>
      <Table.Td visibleFrom="xs">
        <Group gap={6}>
          {t(`validation.${product.validation}`)}
          {!product.isEnabled && <Badge variant="default">{t("state.disabled")}</Badge>}
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Ago ts={product.updatedAt} size="sm" c="dimmed" />
      </Table.Td>
    </Table.Tr>
  );
}

function ProductTable({ items }: { items: readonly Product[] }) {
  const { t } = useTranslation();
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("product.product")}</Table.Th>
          <Table.Th visibleFrom="md">{t("product.description")}</Table.Th>
          <Table.Th ta="right">{t("product.devices")}</Table.Th>
          <Table.Th visibleFrom="xs">{t("product.validation")}</Table.Th>
          <Table.Th visibleFrom="sm">{t("word.updated")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((product) => (
          <ProductRow key={product.productKey} product={product} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NoProducts({ q, onNew }: { q: string; onNew: (() => void) | undefined }) {
  const { t } = useTranslation();
  if (q !== "") return <Empty icon={<IconSearch size={22} />} title={t("word.noMatch", { q })} />;
  return (
    <Empty
      icon={<IconPackage size={24} />}
      title={t("product.empty")}
      text={t("product.emptyText")}
      action={
        onNew && (
          <Button mt="xs" leftSection={<IconPlus size={16} />} onClick={onNew}>
            {t("product.new")}
          </Button>
        )
      }
    />
  );
}

export function ProductList() {
  const { t } = useTranslation();
  const mayWrite = useMay("developer");
  const isAskedNew = new URLSearchParams(useSearch()).has("new");
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [isOpened, setIsOpened] = useState(false);
  const [q] = useDebouncedValue(text.trim(), 250);
  const paging = usePaging(q);
  const products = useQuery({
    ...queries.products({ q, limit: LIMIT, ...(paging.cursor !== undefined && { cursor: paging.cursor }) }),
    placeholderData: (previous: Listing<Product> | undefined) => previous,
  });
  const open = () => setIsOpened(true);
  const close = () => {
    setIsOpened(false);
    if (isAskedNew) navigate("/products", { replace: true });
  };
  return (
    <Page
      title={t("product.title")}
      lead={t("product.lead")}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={open}>
            {t("product.new")}
          </Button>
        )
      }
    >
      <Panel isFlush>
        <div className="filters">
          <TextInput
            type="search"
            aria-label={t("product.search")}
            placeholder={t("product.search")}
            leftSection={<IconSearch size={15} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            className="filter-search"
          />
        </div>
        <Loaded query={products}>
          {(listing) =>
            listing.items.length === 0 ? (
              <NoProducts q={q} onNew={mayWrite ? open : undefined} />
            ) : (
              <>
                <ProductTable items={listing.items} />
                <Pager paging={paging} listing={listing} limit={LIMIT} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {mayWrite && <ProductForm isOpen={isOpened || isAskedNew} onClose={close} />}
    </Page>
  );
}
