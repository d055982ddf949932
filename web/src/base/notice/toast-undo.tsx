// Something is done at once, without a question, because it can be taken back.

import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

const SHOWN_MS = 8_000;

/** Says what was done, with a button that takes it back. */
export function toastUndo(message: string, onUndo: () => void): void {
  const undo = () => {
    notifications.hide(id);
    onUndo();
  };
  const id = notifications.show({
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span>{message}</span>
        <Button size="compact-sm" variant="light" onClick={undo}>
          {i18next.t("word.undo")}
        </Button>
      </Group>
    ),
    ...{ color: "teal", withBorder: true, autoClose: SHOWN_MS },
    closeButtonProps: { "aria-label": i18next.t("word.close") },
  });
}
