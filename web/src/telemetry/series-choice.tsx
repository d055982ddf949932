// Which series are compared: a device, its properties, and the next device; below them all that is chosen.

import { Group, MultiSelect, Pill, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../api.ts";
import type { Device, SeriesKey } from "../contract.ts";
import { queries } from "../queries.ts";
import { usePropertyChoices } from "./property-choice.tsx";
import type { ShownSeries } from "./shown-series.ts";
import { MAX_SERIES } from "./use-chart.ts";
import { seriesText } from "./use-comparison.ts";

interface SeriesChoiceProps {
  readonly chosen: readonly SeriesKey[];
  /** The same in their order, for their names. */
  readonly shown: readonly ShownSeries[];
  readonly onChange: (chosen: readonly SeriesKey[]) => void;
}

const FOUND = 50;
const keyText = ({ productKey, deviceName }: DeviceKey) => `${productKey}/${deviceName}`;
const nameOf = (device: Device) => device.name || device.deviceName;

function readDeviceKey(text: string | null): DeviceKey | undefined {
  const [productKey, deviceName] = (text ?? "").split("/");
  return productKey && deviceName ? { productKey, deviceName } : undefined;
}

function DeviceChoice({ value, onChange }: { value: string | null; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const labels = useRef(new Map<string, string>());
  // What stands in the field once a device is chosen is its label, and no search.
  const isChosen = value !== null && (q === value || q.endsWith(`(${value})`));
  const found = useQuery({
    ...queries.devices({ limit: FOUND, q: isChosen ? "" : q }),
    placeholderData: keepPreviousData,
  });
  const keys = (found.data?.items ?? []).map((one) => {
    labels.current.set(keyText(one), `${nameOf(one)} (${keyText(one)})`);
    return keyText(one);
  });
  if (value !== null && !keys.includes(value)) keys.unshift(value);
  const options = keys.map((key) => ({ value: key, label: labels.current.get(key) ?? key }));
  return (
    <Select
      aria-label={t("data.device")}
      placeholder={t("data.chooseDevice")}
      value={value}
      onChange={(chosen) => chosen !== null && onChange(chosen)}
      data={options}
      // The server has searched already.
      filter={({ options: all }) => all}
      searchable
      onSearchChange={setText}
      nothingFoundMessage={t("word.nothing")}
      className="data-device"
    />
  );
}

function DeviceProperties({
  device,
  chosen,
  onChange,
}: { device: DeviceKey } & Omit<SeriesChoiceProps, "shown">) {
  const { t } = useTranslation();
  const choices = usePropertyChoices(device);
  const isOwn = (one: SeriesKey) => keyText(one) === keyText(device);
  const own = chosen.filter(isOwn).map((one) => one.property);
  const change = (properties: string[]) => {
    const kept = chosen.filter((one) => !isOwn(one) || properties.includes(one.property));
    const added = properties.filter((property) => !own.includes(property));
    onChange([...kept, ...added.map((property) => ({ ...device, property }))]);
  };
  return (
    <MultiSelect
      aria-label={t("data.properties")}
      placeholder={own.length === 0 ? t("data.chooseProperties") : ""}
      value={own}
      onChange={change}
      data={choices}
      maxValues={own.length + MAX_SERIES - chosen.length}
      searchable
      hidePickedOptions
      nothingFoundMessage={t("word.nothing")}
      className="properties"
      size="sm"
    />
  );
}

function Chosen({ chosen, shown, onChange }: SeriesChoiceProps) {
  const { t } = useTranslation();
  return (
    <Group gap={6} component="ul" className="data-chosen" aria-label={t("data.chosen")}>
      {chosen.map((one, index) => {
        const name = shown[index]?.label ?? seriesText(one);
        return (
          <Pill
            key={seriesText(one)}
            component="li"
            withRemoveButton
            removeButtonProps={{
              "aria-label": t("data.remove", { name }),
              "aria-hidden": false,
              tabIndex: 0,
            }}
            onRemove={() => onChange(chosen.filter((other) => other !== one))}
          >
            {name}
          </Pill>
        );
      })}
    </Group>
  );
}

export function SeriesChoice(props: SeriesChoiceProps) {
  const { t } = useTranslation();
  const last = props.chosen.at(-1);
  const [picked, setPicked] = useState<string | null>(last ? keyText(last) : null);
  const device = readDeviceKey(picked);
  return (
    <>
      <div className="filters">
        <DeviceChoice value={picked} onChange={setPicked} />
        {device && (
          <DeviceProperties
            key={keyText(device)}
            device={device}
            chosen={props.chosen}
            onChange={props.onChange}
          />
        )}
      </div>
      {props.chosen.length > 0 && <Chosen {...props} />}
      {props.chosen.length >= MAX_SERIES && (
        <Text size="xs" c="dimmed" px="md" pb={8} role="status">
          {t("data.full")}
        </Text>
      )}
    </>
  );
}
