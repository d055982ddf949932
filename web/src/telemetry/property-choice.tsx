// Which properties a chart shows.

import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../api.ts";
import type { Device } from "../contract.ts";
import { toDrawable } from "../devices/live.ts";
import { findProperty, isDrawable } from "../devices/value-text.ts";
import { queries } from "../queries.ts";
import { MAX_SERIES } from "./use-chart.ts";

interface PropertyChoiceProps {
  readonly device: Device;
  readonly selected: readonly string[];
  readonly onChange: (properties: readonly string[]) => void;
}

/** The model's properties, then reported ones that it does not know; unless asked for all those that can be drawn. */
export function usePropertyChoices(
  device: DeviceKey,
  which: "drawable" | "all" = "drawable",
): { value: string; label: string }[] {
  const model = useQuery(queries.model(device.productKey));
  const latest = useQuery(queries.latest(device));
  const known = (model.data?.properties ?? [])
    .filter((property) => which === "all" || isDrawable(property.dataType))
    .map((property) => ({ value: property.identifier, label: property.name }));
  const others = (latest.data?.items ?? [])
    .filter(
      ({ property, value }) =>
        findProperty(model.data, property) === undefined &&
        (which === "all" || toDrawable(value) !== undefined),
    )
    .map((point) => ({ value: point.property, label: point.property }));
  return [...known, ...others];
}

export function PropertyChoice({ device, selected, onChange }: PropertyChoiceProps) {
  const { t } = useTranslation();
  const choices = usePropertyChoices(device);
  return (
    <MultiSelect
      aria-label={t("chart.properties")}
      placeholder={selected.length === 0 ? t("chart.properties") : ""}
      value={[...selected]}
      onChange={onChange}
      data={choices}
      maxValues={MAX_SERIES}
      searchable
      hidePickedOptions
      nothingFoundMessage={t("word.nothing")}
      className="properties"
      size="sm"
    />
  );
}
