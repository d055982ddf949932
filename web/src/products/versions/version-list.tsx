// Every version of a thing model, newest first.

import { Badge, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import type { ModelVersion } from "./version-calls.ts";

interface VersionListProps {
  readonly versions: readonly ModelVersion[];
  readonly current: number;
  /** Undefined: one may not. */
  readonly onRollBack: ((version: number) => void) | undefined;
}

function About({ version }: { version: ModelVersion }) {
  const { t } = useTranslation();
  return (
    <Stack gap={2}>
      {version.note !== "" && <Text size="sm">{version.note}</Text>}
      {version.rolledBackTo !== null && (
        <Text size="xs" c="dimmed">
          {t("version.isOld", { version: version.rolledBackTo })}
        </Text>
      )}
      {Object.entries(version.typeChanges).map(([identifier, choice]) => (
        <Text key={identifier} size="xs" c="dimmed">
          <span className="mono">{identifier}</span>: {t(`version.choice.${choice}`)}
        </Text>
      ))}
    </Stack>
  );
}

function Row({ version, ...list }: { version: ModelVersion } & Omit<VersionListProps, "versions">) {
  const { t } = useTranslation();
  const isCurrent = version.version === list.current;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" fw={600}>
            {version.version}
          </Text>
          {isCurrent && (
            <Badge size="sm" variant="default">
              {t("version.current")}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{version.actor}</Text>
        <Ago ts={version.createdAt} size="xs" />
      </Table.Td>
      <Table.Td>
        <About version={version} />
      </Table.Td>
      <Table.Td>
        {!isCurrent && list.onRollBack && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconArrowBackUp size={14} />}
            aria-label={t("version.rollBackTo", { version: version.version })}
            onClick={() => list.onRollBack?.(version.version)}
          >
            {t("version.rollBack")}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

export function VersionList({ versions, ...list }: VersionListProps) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={340}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("version.version")}</Table.Th>
            <Table.Th>{t("version.by")}</Table.Th>
            <Table.Th>{t("version.about")}</Table.Th>
            <Table.Th>{t("version.action")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.map((version) => (
            <Row key={version.version} version={version} {...list} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
