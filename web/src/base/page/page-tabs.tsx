// Tabs that are addresses: each has a link of its own, the back button works, only the open one is mounted.

import { Tabs } from "@mantine/core";
import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { Waiting } from "../states.tsx";

export interface PageTab {
  readonly value: string;
  readonly label: ReactNode;
  readonly isHidden?: boolean;
  readonly content: () => ReactNode;
}

/** `root` is the page's address; the bare address shows the first tab. */
export function PageTabs({
  root,
  tab,
  tabs,
}: {
  root: string;
  tab: string | undefined;
  tabs: readonly PageTab[];
}) {
  const [, navigate] = useLocation();
  const shown = tabs.filter((one) => !one.isHidden);
  const open = shown.find((one) => one.value === tab) ?? shown[0];
  const list = useRef<HTMLDivElement>(null);
  const value = open?.value;
  // On a phone the row of tabs is wider than the page: the open one is to be seen.
  useEffect(() => {
    const one = list.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (value === undefined || !list.current || !one) return;
    list.current.scrollLeft = one.offsetLeft - (list.current.clientWidth - one.offsetWidth) / 2;
  }, [value]);
  if (open === undefined) return null;
  return (
    <Tabs
      value={open.value}
      onChange={(value) => navigate(`${root}/${value}`)}
      keepMounted={false}
      activateTabWithKeyboard={false}
      className="page-tabs"
    >
      <Tabs.List mb="md" ref={list}>
        {shown.map((one) => (
          <Tabs.Tab key={one.value} value={one.value}>
            {one.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map((one) => (
        <Tabs.Panel key={one.value} value={one.value}>
          <Suspense fallback={<Waiting />}>{one === open ? one.content() : null}</Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
