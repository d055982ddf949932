// What is at hand on every page: search and commands, help, the list of shortcuts. Loaded when first asked for.

import { ActionIcon, Kbd, Tooltip, UnstyledButton } from "@mantine/core";
import { useHotkeys, useWindowEvent } from "@mantine/hooks";
import { IconHelp, IconSearch } from "@tabler/icons-react";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { SessionUser } from "../contract.ts";
import { topicOf } from "../help/topic.ts";
import { JobIndicator } from "../jobs/job-indicator.tsx";
import { late } from "../late.ts";

const Palette = late(async () => (await import("../palette/palette.tsx")).Palette);
const Shortcuts = late(async () => (await import("../palette/shortcuts.tsx")).Shortcuts);
const HelpDrawer = late(async () => (await import("../help/help-drawer.tsx")).HelpDrawer);
const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

type Tool = "palette" | "shortcuts" | "help";

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

export function Tools({ user }: { user: SessionUser }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const [open, setOpen] = useState<Tool>();
  // Once loaded they stay, so that closing is animated and opening again is at once.
  const [used, setUsed] = useState<readonly Tool[]>([]);
  const show = (tool: Tool) => {
    setUsed((before) => (before.includes(tool) ? before : [...before, tool]));
    setOpen(tool);
  };
  const close = () => setOpen(undefined);
  useHotkeys([["mod+K", () => (open === "palette" ? close() : show("palette"))]], [], true);
  useHotkeys([["F1", () => show("help")]], [], true);
  // Not by its keys: with Shift or without, they differ from layout to layout.
  useWindowEvent("keydown", (event) => {
    if (event.key === "?" && !isTyping(event.target)) show("shortcuts");
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes what lies over the page
  useEffect(() => setOpen((tool) => (tool === "help" ? tool : undefined)), [location]);
  return (
    <>
      <UnstyledButton
        className="search-button"
        onClick={() => show("palette")}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={16} aria-hidden="true" />
        <span>{t("palette.button")}</span>
        <Kbd size="xs" aria-hidden="true">
          {COMMAND_KEY} K
        </Kbd>
      </UnstyledButton>
      <JobIndicator />
      <Tooltip label={t("help.open")}>
        <ActionIcon size="lg" aria-label={t("help.open")} aria-keyshortcuts="F1" onClick={() => show("help")}>
          <IconHelp size={19} />
        </ActionIcon>
      </Tooltip>
      <Suspense fallback={null}>
        {used.includes("palette") && (
          <Palette
            user={user}
            isOpen={open === "palette"}
            onClose={close}
            onShortcuts={() => show("shortcuts")}
          />
        )}
        {used.includes("shortcuts") && <Shortcuts isOpen={open === "shortcuts"} onClose={close} />}
        {used.includes("help") && (
          <HelpDrawer topic={topicOf(location)} isOpen={open === "help"} onClose={close} />
        )}
      </Suspense>
    </>
  );
}
