// How requests are signed with a key that was just made: its parts, and clients to paste.

import { Stack, Tabs, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CodeBlock, CopyField } from "../../base/copy.tsx";
import { nodeClient } from "./clients/node.ts";
import { pythonClient } from "./clients/python.ts";
import { shellClient } from "./clients/shell.ts";
import type { SigningClient } from "./clients/signing-client.ts";

const CLIENTS = [
  ["curl", shellClient],
  ["Python", pythonClient],
  ["Node.js", nodeClient],
] as const;

export function SignedUse({ client }: { client: SigningClient }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <CopyField label={t("signing.keyId")} value={client.keyId} />
      <CopyField label={t("signing.signingKey")} value={client.signingKey} />
      <Text size="sm">{t("signing.use")}</Text>
      <Tabs defaultValue={CLIENTS[0][0]} keepMounted={false} variant="outline">
        <Tabs.List aria-label={t("signing.clients")}>
          {CLIENTS.map(([name]) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {CLIENTS.map(([name, make]) => (
          <Tabs.Panel key={name} value={name} pt="xs">
            <CodeBlock label={`${t("signing.clients")}: ${name}`} code={make(client)} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
