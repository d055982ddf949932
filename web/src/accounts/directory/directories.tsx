// LDAP and single sign-on: who else vouches for people.

import { Badge, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import { Loaded } from "../../base/states.tsx";
import { Held } from "../../edit/held.tsx";
import { directoryApi } from "./api.ts";
import type { DirectoryKind } from "./contract.ts";
import { DirectoryForm } from "./directory-form.tsx";

function DirectoryPanel({ kind }: { kind: DirectoryKind }) {
  const { t } = useTranslation();
  const shown = useQuery({ queryKey: ["directories", kind], queryFn: () => directoryApi.read(kind) });
  return (
    <Panel
      title={
        <Group gap={8}>
          {t(`directory.${kind}`)}
          {shown.data && (
            <Badge size="xs" variant={shown.data.isEnabled ? "light" : "default"}>
              {t(shown.data.isEnabled ? "word.on" : "word.off")}
            </Badge>
          )}
        </Group>
      }
      note={t(`directory.${kind}Note`)}
    >
      <Loaded query={shown}>
        {(answer) => (
          <Held value={answer}>
            {(settings, edition) => <DirectoryForm key={edition} kind={kind} shown={settings} />}
          </Held>
        )}
      </Loaded>
    </Panel>
  );
}

export function Directories() {
  return (
    <Stack gap="md">
      <DirectoryPanel kind="oidc" />
      <DirectoryPanel kind="ldap" />
    </Stack>
  );
}
