// The choice of a device among any number of one product: what is typed is looked for on the server.

import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../../queries.ts";

const SHOWN = 50;

type DeviceSelectProps = Pick<SelectProps, "error" | "withAsterisk"> & {
  /** "": none yet. */
  readonly productKey: string;
  /** "": none. */
  readonly value: string;
  readonly onChange: (deviceName: string) => void;
};

export function DeviceSelect({ productKey, value, onChange, ...field }: DeviceSelectProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [typed] = useDebouncedValue(text.trim(), 200);
  const label = (one: { deviceName: string; name: string | null }) =>
    one.name ? `${one.name} (${one.deviceName})` : one.deviceName;
  const chosen = useQuery({
    ...queries.device({ productKey, deviceName: value }),
    enabled: productKey !== "" && value !== "",
  });
  const own = chosen.data && value !== "" ? [{ value, label: label(chosen.data) }] : [];
  // The field shows the chosen one as its text, which is no search.
  const q = own.some((one) => one.label === typed) ? "" : typed;
  const found = useQuery({
    ...queries.devices({ productKey, limit: SHOWN, ...(q !== "" && { q }) }),
    enabled: productKey !== "",
    placeholderData: keepPreviousData,
  });
  const items = (found.data?.items ?? [])
    .filter((one) => one.productKey === productKey)
    .map((one) => ({ value: one.deviceName, label: label(one) }));
  return (
    <Select
      {...field}
      label={t("device.device")}
      value={value === "" ? null : value}
      onChange={(deviceName) => onChange(deviceName ?? "")}
      data={[...own.filter((one) => !items.some((item) => item.value === one.value)), ...items]}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={t("word.nothing")}
      disabled={productKey === ""}
      searchable
      allowDeselect={false}
    />
  );
}
