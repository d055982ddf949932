// A choice between a few, with what the chosen one means beneath it.

import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useId } from "react";

interface ExplainedChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly note: string }[];
  readonly onChange: (value: T) => void;
}

export function ExplainedChoice<T extends string>({
  label,
  value,
  options,
  onChange,
}: ExplainedChoiceProps<T>) {
  const id = useId();
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        value={value}
        onChange={(chosen) => onChange(chosen as T)}
        data={options.map((option) => ({ value: option.value, label: option.label }))}
        fullWidth
      />
      <Text size="xs" c="dimmed">
        {options.find((option) => option.value === value)?.note}
      </Text>
    </Stack>
  );
}
