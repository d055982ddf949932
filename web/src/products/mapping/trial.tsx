// Trying the mapping: a topic and a payload, and what would be stored of them, as they are typed.

import { Badge, Code, Select, SimpleGrid, Stack, Table, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { Failed } from "../../base/states.tsx";
import type { Mapping, MappingReason, MappingTrial } from "../../contract.ts";

export interface TrialDraft {
  readonly deviceName: string;
  readonly topic: string;
  readonly payload: string;
  readonly encoding: "text" | "hex" | "base64";
}

function Reasons({ title, reasons }: { title: string; reasons: readonly MappingReason[] }) {
  if (reasons.length === 0) return null;
  return (
    <Notice tone="warn" title={title}>
      <ul className="field-problems">
        {reasons.map(({ code, text }) => (
          <li key={`${code} ${text}`}>{text}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Stored({ points, events }: Pick<MappingTrial, "points" | "events">) {
  const { t } = useTranslation();
  const lines = [
    ...points.map((one) => ({ ...one, name: one.property, shown: one.value, isEvent: false })),
    ...events.map((one) => ({ ...one, name: one.event, shown: one.output, isEvent: true })),
  ];
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("mapping.property")}</Table.Th>
          <Table.Th>{t("mapping.value")}</Table.Th>
          <Table.Th>{t("mapping.ofDevice")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ deviceName, name, ts, shown, isEvent }) => (
          <Table.Tr key={`${deviceName} ${name} ${ts}`}>
            <Table.Td>
              <Code>{name}</Code> {isEvent && <Badge size="sm">{t("mapping.event")}</Badge>}
            </Table.Td>
            <Table.Td>
              <Code className="wrap-code">{JSON.stringify(shown)}</Code>
              <Text size="xs" c="dimmed">
                {formatTime(ts)}
              </Text>
            </Table.Td>
            <Table.Td>{deviceName}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Outcome({ trial }: { trial: MappingTrial }) {
  const { t } = useTranslation();
  const { row, points, events, failure, flags, left } = trial;
  const isEmpty = points.length + events.length === 0;
  return (
    <Stack gap="sm" role="status">
      {row === null && failure === null && <Notice tone="idle">{t("mapping.noRow")}</Notice>}
      {row !== null && (
        <Text size="sm" fw={550}>
          {t("mapping.takenBy", { row: row + 1 })} {isEmpty && failure === null && t("mapping.nothing")}
        </Text>
      )}
      {failure && (
        <Notice tone="bad" title={t("mapping.refused")}>
          {failure.text}
        </Notice>
      )}
      {!isEmpty && <Stored points={points} events={events} />}
      <Reasons title={t("mapping.flags")} reasons={flags} />
      <Reasons title={t("mapping.left")} reasons={left} />
    </Stack>
  );
}

interface TrialProps {
  readonly productKey: string;
  readonly mapping: Mapping;
  readonly draft: TrialDraft;
  readonly onChange: (change: Partial<TrialDraft>) => void;
}

export function Trial({ productKey, mapping, draft, onChange }: TrialProps) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue({ mapping, ...draft }, 300);
  const answer = useQuery({
    queryKey: ["mapping-trial", productKey, asked],
    queryFn: () => api.tryMapping(productKey, asked),
    enabled: asked.topic !== "" && asked.deviceName !== "",
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  return (
    <Panel title={t("mapping.test")} note={t("mapping.testNote")}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput
            label={t("mapping.topic")}
            value={draft.topic}
            onChange={(event) => onChange({ topic: event.currentTarget.value })}
            spellCheck={false}
            autoCapitalize="none"
          />
          <TextInput
            label={t("mapping.device")}
            value={draft.deviceName}
            onChange={(event) => onChange({ deviceName: event.currentTarget.value })}
            spellCheck={false}
            autoCapitalize="none"
          />
        </SimpleGrid>
        <Textarea
          label={t("mapping.message")}
          value={draft.payload}
          onChange={(event) => onChange({ payload: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={14}
          spellCheck={false}
          classNames={{ input: "mono" }}
        />
        <Select
          label={t("mapping.encoding")}
          value={draft.encoding}
          onChange={(encoding) => encoding && onChange({ encoding })}
          data={(["text", "hex", "base64"] as const).map((value) => ({
            value,
            label: t(`mapping.encodings.${value}`),
          }))}
          maw={240}
        />
        {answer.isError ? <Failed error={answer.error} /> : answer.data && <Outcome trial={answer.data} />}
      </Stack>
    </Panel>
  );
}
