// Which span of time: a preset that moves on, or two dates.

import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { readWall, wallText } from "../base/person/time-zone.ts";
import { PRESETS, type Range } from "./range.ts";

interface RangeChoiceProps {
  readonly range: Range;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onChange: (range: Range) => void;
}

interface RangeDatesProps {
  /** Their names above the fields, for a form. */
  readonly hasLabels?: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onChange: (fromMs: number, toMs: number) => void;
}

/** Wall time as an `<input type=datetime-local>` wants it. */
function toLocalInput(ts: number): string {
  return wallText(ts).slice(0, 19);
}

export function RangeDates({ fromMs, toMs, onChange, hasLabels = false }: RangeDatesProps) {
  const { t } = useTranslation();
  const name = (text: string) => (hasLabels ? { label: text } : { "aria-label": text });
  const put = (from: number, to: number) => {
    if (Number.isFinite(from) && Number.isFinite(to) && from < to) onChange(from, to);
  };
  return (
    <Group gap={6} wrap="wrap">
      <TextInput
        type="datetime-local"
        step={1}
        size="xs"
        {...name(t("chart.from"))}
        value={toLocalInput(fromMs)}
        onChange={(event) => put(readWall(event.currentTarget.value), toMs)}
      />
      <TextInput
        type="datetime-local"
        step={1}
        size="xs"
        {...name(t("chart.to"))}
        value={toLocalInput(toMs)}
        onChange={(event) => put(fromMs, readWall(event.currentTarget.value))}
      />
    </Group>
  );
}

export function RangeChoice(props: RangeChoiceProps) {
  const { t } = useTranslation();
  const isSmall = useMediaQuery("(max-width: 36em)");
  const choose = (value: string | null) => {
    const preset = PRESETS.find((one) => one.key === value);
    props.onChange(
      preset ? { kind: "preset", preset } : { kind: "fixed", fromMs: props.fromMs, toMs: props.toMs },
    );
  };
  const shared = {
    size: "xs" as const,
    "aria-label": t("chart.range"),
    value: props.range.kind === "preset" ? props.range.preset.key : "fixed",
    onChange: choose,
    data: [
      ...PRESETS.map((preset) => ({ value: preset.key as string, label: t(`range.${preset.key}`) })),
      { value: "fixed", label: t("range.fixed") },
    ],
  };
  return (
    <Group gap="xs">
      {isSmall ? <Select {...shared} /> : <SegmentedControl {...shared} />}
      {props.range.kind === "fixed" && (
        <RangeDates
          fromMs={props.fromMs}
          toMs={props.toMs}
          onChange={(fromMs, toMs) => props.onChange({ kind: "fixed", fromMs, toMs })}
        />
      )}
    </Group>
  );
}
