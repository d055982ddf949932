// The frame of a page: its heading, what can be done there, and the document's title.

import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { Link } from "wouter";
import { ActionPlace } from "./page/page-action.tsx";

export interface Crumb {
  readonly label: string;
  readonly to: string;
}

interface PageProps {
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  /** Beside the heading: a state, a key. */
  readonly aside?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav className="crumbs" aria-label="breadcrumb">
      {crumbs.map((crumb, at) => (
        <span key={crumb.to}>
          {at > 0 && (
            <Text span size="sm" c="dimmed" aria-hidden="true">
              {" / "}
            </Text>
          )}
          <Anchor component={Link} href={crumb.to} size="sm">
            {crumb.label}
          </Anchor>
        </span>
      ))}
    </nav>
  );
}

export function Page({ title, crumbs, aside, lead, actions, children }: PageProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => {
    document.title = `${title} · Gantry`;
  }, [title]);
  return (
    <Stack gap="md" className="page">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div className="page-head">
          {crumbs && <Crumbs crumbs={crumbs} />}
          <Group gap="sm">
            <Title order={1} className="page-title">
              {title}
            </Title>
            {aside}
          </Group>
          {lead && (
            <Text c="dimmed" size="sm" mt={2}>
              {lead}
            </Text>
          )}
        </div>
        <Group gap="xs" className="page-actions" ref={setPlace}>
          {actions}
        </Group>
      </Group>
      <ActionPlace.Provider value={place}>{children}</ActionPlace.Provider>
    </Stack>
  );
}
