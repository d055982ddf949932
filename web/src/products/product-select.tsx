// The choice of a product among any number: what is typed is looked for on the server.

import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NodeType } from "../contract.ts";
import { queries } from "../queries.ts";
import { productCalls } from "./product-calls.ts";

const SHOWN = 50;

type ProductSelectProps = Pick<
  SelectProps,
  "label" | "aria-label" | "description" | "placeholder" | "required" | "className" | "error" | "withAsterisk"
> & {
  readonly value: string | null;
  readonly onChange: (productKey: string | null) => void;
  /** Only products of this node type. */
  readonly nodeType?: NodeType;
  /** What clearing means; without it a product stays chosen. */
  readonly clearLabel?: string;
  readonly nothingFound?: string;
};

/** Name and key of each; the chosen one is shown by its name too, wherever it is in the list. */
export function ProductSelect({
  value,
  onChange,
  nodeType,
  clearLabel,
  nothingFound,
  ...field
}: ProductSelectProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 200);
  const chosen = useQuery({ ...queries.product(value ?? ""), enabled: value !== null && value !== "" });
  const label = (one: { productKey: string; name: string }) => `${one.name} (${one.productKey})`;
  const own = chosen.data && value ? [{ value, label: label(chosen.data) }] : [];
  // The field shows the chosen one as its text, which is no search.
  const asked = own.some((one) => one.label === q) ? "" : q;
  const query = { q: asked, limit: SHOWN, ...(nodeType && { nodeType }) };
  const found = useQuery({
    queryKey: ["products", "choice", query],
    queryFn: () => productCalls.list(query),
    placeholderData: keepPreviousData,
  });
  const items = (found.data?.items ?? []).map((one) => ({ value: one.productKey, label: label(one) }));
  const data = [...own.filter((one) => !items.some((item) => item.value === one.value)), ...items];
  return (
    <Select
      {...field}
      value={value}
      onChange={onChange}
      data={data}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={nothingFound ?? t("word.nothing")}
      searchable
      allowDeselect={false}
      clearable={clearLabel !== undefined}
      {...(clearLabel !== undefined && {
        // Hidden from readers and keys unless told otherwise.
        clearButtonProps: { "aria-label": clearLabel, "aria-hidden": false, tabIndex: 0 },
      })}
    />
  );
}
