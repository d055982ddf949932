// One refusal, over the page.

import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JournalEntry } from "../contract.ts";
import { RefusalView } from "./refusal-view.tsx";

interface RefusalDrawerProps {
  readonly entry: JournalEntry;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function RefusalDrawer({ entry, isOpen, onClose }: RefusalDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("refusal.title")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <RefusalView entry={entry} />
    </Drawer>
  );
}
