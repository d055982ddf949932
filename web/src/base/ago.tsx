// A moment as its age, with the exact time on hover and for screen readers.

import { Text, type TextProps } from "@mantine/core";
import { useNow } from "./figure/clock.ts";
import { formatAgo, formatTime } from "./quantity.ts";

export function Ago({ ts, ...props }: { ts: number | null | undefined } & TextProps) {
  const now = useNow();
  if (ts === null || ts === undefined)
    return (
      <Text span {...props} c="dimmed">
        –
      </Text>
    );
  return (
    <Text span className="no-wrap" {...props} title={formatTime(ts)}>
      <time dateTime={new Date(ts).toISOString()}>{formatAgo(Math.max(0, now - ts))}</time>
    </Text>
  );
}
