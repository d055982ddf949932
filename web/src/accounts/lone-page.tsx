// A page of one form, for those who are not fully signed in yet.

import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Mark } from "../base/page/mark.tsx";
import { Preferences } from "../base/person/preferences.tsx";

export function LonePage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Gantry`;
  }, [title]);
  return (
    <div className="lone-page">
      <header>
        <Group justify="space-between" p="md">
          <Mark />
          <Preferences />
        </Group>
      </header>
      <main className="lone">
        <Paper className="panel lone-card">
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              <Text size="sm" c="dimmed" mt={4}>
                {lead}
              </Text>
            </div>
            {children}
          </Stack>
        </Paper>
      </main>
    </div>
  );
}
