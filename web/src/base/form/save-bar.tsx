// The bar of an editor whose draft is not saved: what it says, discard, save.

import { Button, Group, Text } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";

interface SaveBarProps {
  readonly texts: { readonly unsaved: string; readonly discard: string; readonly save: string };
  readonly isBusy: boolean;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

export function SaveBar({ texts, isBusy, onSave, onDiscard }: SaveBarProps) {
  return (
    <Group className="save-bar" justify="space-between" role="status">
      <Text size="sm" fw={550}>
        {texts.unsaved}
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onDiscard}>
          {texts.discard}
        </Button>
        <Button size="xs" leftSection={<IconDeviceFloppy size={15} />} loading={isBusy} onClick={onSave}>
          {texts.save}
        </Button>
      </Group>
    </Group>
  );
}
