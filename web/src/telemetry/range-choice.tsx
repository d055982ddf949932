// Which span of time: a preset that moves on, or two dates.

import { Group, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PRESETS, type Range } from "./range.ts";

interface RangeChoiceProps {
  readonly range: Range;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onChange: (range: Range) => void;
}

/** The browser's local time as an `<input type=datetime-local>` wants it. */
function toLocalInput(ts: number): string {
  const local = new Date(ts - new Date(ts).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

function Dates({ fromMs, toMs, onChange }: RangeChoiceProps) {
  const { t } = useTranslation();
  const put = (from: number, to: number) => {
    if (Number.isFinite(from) && Number.isFinite(to) && from < to)
      onChange({ kind: "fixed", fromMs: from, toMs: to });
  };
  return (
    <Group gap={6} wrap="wrap">
      <TextInput
        type="datetime-local"
        step={1}
        size="xs"
        aria-label={t("chart.from")}
        value={toLocalInput(fromMs)}
        onChange={(event) => put(new Date(event.currentTarget.value).getTime(), toMs)}
      />
      <TextInput
        type="datetime-local"
        step={1}
        size="xs"
        aria-label={t("chart.to")}
        value={toLocalInput(toMs)}
        onChange={(event) => put(fromMs, new Date(event.currentTarget.value).getTime())}
      />
    </Group>
  );
}

export function RangeChoice(props: RangeChoiceProps) {
  const { t } = useTranslation();
  const choose = (value: string) => {
    const preset = PRESETS.find((one) => one.key === value);
    props.onChange(
      preset ? { kind: "preset", preset } : { kind: "fixed", fromMs: props.fromMs, toMs: props.toMs },
    );
  };
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t("chart.range")}
        value={props.range.kind === "preset" ? props.range.preset.key : "fixed"}
        onChange={choose}
        data={[
          ...PRESETS.map((preset) => ({ value: preset.key, label: t(`range.${preset.key}`) })),
          { value: "fixed", label: t("range.fixed") },
        ]}
      />
      {props.range.kind === "fixed" && <Dates {...props} />}
    </Group>
  );
}
