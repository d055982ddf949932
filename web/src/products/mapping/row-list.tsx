// The rows of the mapping in order, with what each reads.

import { ActionIcon, Badge, Code, Group, Table, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { MappingRow } from "../../contract.ts";

interface RowListProps {
  readonly rows: readonly MappingRow[];
  readonly isEditable: boolean;
  readonly onOpen: (index: number) => void;
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: (index: number) => void;
}

/** What a row reads, in a few words. */
export function summaryOf(row: MappingRow, t: TFunction): string {
  if (row.payload === "sparkplug-b") return "NBIRTH, NDATA, DBIRTH, DDATA, NDEATH, DDEATH";
  if (row.payload === "text") return row.property ?? t("mapping.summaryTopic");
  if (row.event !== undefined) return t("mapping.summaryEvent", { event: row.event });
  const named = row.properties?.length ?? 0;
  const parts = [
    ...(row.take === "named" ? [] : [t(`mapping.takes.${row.take ?? "keys"}`)]),
    ...(named > 0 ? [t("mapping.summaryNamed", { count: named })] : []),
  ];
  return parts.join(" · ");
}

function Row({ row, index, ...list }: RowListProps & { row: MappingRow; index: number }) {
  const { t } = useTranslation();
  const { topic } = row;
  return (
    <Table.Tr>
      <Table.Td>
        <UnstyledButton
          className="row-link"
          disabled={!list.isEditable}
          onClick={() => list.onOpen(index)}
          aria-label={t("mapping.editRow", { topic })}
        >
          <Code className="topic">{topic}</Code>
        </UnstyledButton>
        <Group gap={6} mt={4}>
          <Badge variant="default" size="sm">
            {t(`mapping.payloads.${row.payload}`)}
          </Badge>
          <Text size="xs" c="dimmed">
            {summaryOf(row, t)}
          </Text>
        </Group>
      </Table.Td>
      {list.isEditable && (
        <Table.Td ta="right">
          <Group gap={2} justify="flex-end" wrap="nowrap">
            <ActionIcon
              disabled={index === 0}
              aria-label={t("mapping.moveUp", { topic })}
              onClick={() => list.onMove(index, index - 1)}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
            <ActionIcon
              disabled={index === list.rows.length - 1}
              aria-label={t("mapping.moveDown", { topic })}
              onClick={() => list.onMove(index, index + 1)}
            >
              <IconArrowDown size={15} />
            </ActionIcon>
            <ActionIcon aria-label={t("mapping.remove", { topic })} onClick={() => list.onRemove(index)}>
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

export function RowList(props: RowListProps) {
  const { t } = useTranslation();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("mapping.topic")}</Table.Th>
          {props.isEditable && (
            <Table.Th>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may be the same
          <Row key={`${index} ${row.topic}`} row={row} index={index} {...props} />
        ))}
      </Table.Tbody>
    </Table>
  );
}
