// The command palette: to any page, device, product or group, and what can be done anywhere, by keyboard.

import { Kbd, Loader, Modal, Text, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconClock, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { usePreference } from "../base/person/preference.ts";
import type { SessionUser } from "../contract.ts";
import { actionEntries, type Entry, type EntryGroup, findEntries, pageEntries } from "./entry.ts";

interface Recent {
  readonly to: string;
  readonly label: string;
  readonly note?: string;
}
const MOST_RECENT = 6;
const ORDER: readonly EntryGroup[] = ["recent", "device", "product", "group", "link", "page", "action"];

function fits(entry: Entry, q: string): boolean {
  const text = `${entry.label} ${entry.note ?? ""}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function useEntries(q: string, fixed: readonly Entry[], recent: readonly Recent[]) {
  const [asked] = useDebouncedValue(q, 120);
  const found = useQuery({
    queryKey: ["palette", asked],
    queryFn: () => findEntries(asked),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  if (q === "") {
    const before = recent.map(
      (one): Entry => ({ id: `recent ${one.to}`, group: "recent", icon: IconClock, ...one }),
    );
    return { entries: [...before, ...fixed], isAsking: false };
  }
  const entries = [...(found.data ?? []), ...fixed.filter((entry) => fits(entry, q))];
  return { entries, isAsking: found.isFetching || asked !== q };
}

interface ListProps {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly at: number;
  readonly onPick: (entry: Entry) => void;
  readonly onHover: (at: number) => void;
}

function List({ id, entries, at, onPick, onHover }: ListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is marked, so it has to be seen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, entries]);
  return (
    <div role="listbox" id={id} aria-label={t("palette.title")} className="palette-list" ref={list}>
      {ORDER.map((group) => {
        const own = entries.filter((entry) => entry.group === group);
        if (own.length === 0) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of form fields
          <div role="group" key={group} aria-labelledby={`${id}-${group}`}>
            <div id={`${id}-${group}`} className="palette-group">
              {t(`palette.group.${group}`)}
            </div>
            {own.map((entry) => {
              const index = entries.indexOf(entry);
              const { icon: Icon } = entry;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search, as a combobox wants it
                // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the search
                <div
                  role="option"
                  key={entry.id}
                  id={`${id}-${index}`}
                  aria-selected={index === at}
                  className="palette-entry"
                  onClick={() => onPick(entry)}
                  onMouseMove={() => index !== at && onHover(index)}
                >
                  <Icon size={17} stroke={1.7} aria-hidden="true" />
                  <span className="palette-label">{entry.label}</span>
                  {entry.note && <span className="palette-note">{entry.note}</span>}
                </div>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

interface PaletteProps {
  readonly user: SessionUser;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
}

function Body({ user, onClose, onShortcuts }: PaletteProps) {
  const { t } = useTranslation();
  const id = useId();
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const [recent, setRecent] = usePreference<readonly Recent[]>("palette.recent", []);
  const [q, setQ] = useState("");
  const [marked, setMarked] = useState(0);
  const fixed = [
    ...pageEntries(t, user),
    ...actionEntries(t, user, { setScheme: setColorScheme, showShortcuts: onShortcuts }),
  ];
  const { entries: unordered, isAsking } = useEntries(q.trim(), fixed, recent);
  const entries = ORDER.flatMap((group) => unordered.filter((entry) => entry.group === group));
  const at = Math.min(marked, entries.length - 1);
  const pick = (entry: Entry) => {
    onClose();
    entry.run?.();
    if (entry.to === undefined) return;
    const { to, label, note } = entry;
    if (entry.group !== "page" && entry.group !== "action") {
      const others = recent.filter((one) => one.to !== to);
      setRecent([{ to, label, ...(note === undefined ? {} : { note }) }, ...others].slice(0, MOST_RECENT));
    }
    navigate(to);
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length };
    const step = steps[event.key];
    const chosen = entries[at];
    if (step !== undefined && entries.length > 0) setMarked(step % entries.length);
    else if (event.key === "Enter" && chosen && !event.nativeEvent.isComposing) pick(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="palette-search">
        <IconSearch size={18} aria-hidden="true" />
        <input
          role="combobox"
          aria-label={t("palette.placeholder")}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          {...(at >= 0 && { "aria-activedescendant": `${id}-${at}` })}
          placeholder={t("palette.placeholder")}
          value={q}
          onChange={(event) => {
            setQ(event.currentTarget.value);
            setMarked(0);
          }}
          onKeyDown={onKey}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
        />
        {isAsking && <Loader size={16} aria-hidden="true" />}
        <Kbd size="xs">Esc</Kbd>
      </div>
      <List id={id} entries={entries} at={at} onPick={pick} onHover={setMarked} />
      {entries.length === 0 && (
        <Text size="sm" c="dimmed" p="md" role="status">
          {isAsking ? t("word.loading") : t("word.noMatch", { q })}
        </Text>
      )}
    </>
  );
}

export function Palette(props: PaletteProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={props.isOpen} onClose={props.onClose} size={640} yOffset="9vh" centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.title")} className="palette">
        <Modal.Body p={0}>
          <Body {...props} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
