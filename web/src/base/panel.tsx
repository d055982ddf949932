// A surface with a heading: what pages are made of.

import { Group, Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface PanelProps {
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** True for tables and lists that reach the edges. */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

export function Panel({ title, note, actions, isFlush = false, children }: PanelProps) {
  const id = useId();
  return (
    <Paper
      component="section"
      className={isFlush ? "panel panel-flush" : "panel"}
      {...(title ? { "aria-labelledby": id } : {})}
    >
      {(title || actions) && (
        <Group justify="space-between" gap="xs" className="panel-head" wrap="nowrap">
          <div className="grow">
            {title && (
              <Title order={2} id={id}>
                {title}
              </Title>
            )}
            {note && (
              <Text size="xs" c="dimmed">
                {note}
              </Text>
            )}
          </div>
          {actions && (
            <Group gap="xs" wrap="nowrap">
              {actions}
            </Group>
          )}
        </Group>
      )}
      {children}
    </Paper>
  );
}
