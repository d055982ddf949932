// The topics that devices of a product speak on, per dialect, with the keys filled in.

import { Badge, Code, Group, Select, Table, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../base/copy.tsx";
import { Panel } from "../base/panel.tsx";
import { Loaded } from "../base/states.tsx";
import type { Dialect, RouteDoc } from "../contract.ts";
import { uiLanguage } from "../i18n.ts";
import { queries } from "../queries.ts";
import { summaryOf } from "./mapping/row-list.tsx";

/** Puts the keys into a pattern's placeholders; unknown ones stay. */
export function fillPattern(pattern: string, productKey: string, deviceName?: string): string {
  const filled = pattern.replaceAll("{productKey}", productKey);
  return deviceName === undefined ? filled : filled.replaceAll("{deviceName}", deviceName);
}

/** Texts of the platform's tables in the language in use. */
export function inLanguage(text: { en: string; zh: string }): string {
  return uiLanguage() === "en" ? text.en : text.zh;
}

function TopicRow({ route, topic }: { route: RouteDoc; topic: string }) {
  const { t } = useTranslation();
  const isUp = route.direction === "up";
  return (
    <Table.Tr>
      <Table.Td className="topic-direction" visibleFrom="xs">
        <Badge variant="default" leftSection={isUp ? <IconArrowUp size={12} /> : <IconArrowDown size={12} />}>
          {isUp ? t("topic.up") : t("topic.down")}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <Code className="topic">{topic}</Code>
          <CopyIcon text={topic} label={topic} />
        </Group>
        <Text size="xs" c="dimmed" mt={2}>
          {inLanguage(route.description)}
        </Text>
        {route.example !== "" && (
          <details className="example">
            <summary>{t("topic.example")}</summary>
            <Code block className="wrap-code">
              {route.example}
            </Code>
          </details>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** One dialect at a time: a device speaks one, and together they have some two hundred topics. */
function DialectPanel(props: { dialects: Dialect[]; productKey: string; deviceName: string | undefined }) {
  const { t } = useTranslation();
  const { dialects, productKey, deviceName } = props;
  const [name, setName] = useState("plain");
  const dialect = dialects.find((one) => one.name === name) ?? dialects[0];
  if (dialect === undefined) return null;
  const choice = (
    <Select
      aria-label={t("topic.dialect")}
      w={160}
      size="xs"
      allowDeselect={false}
      value={dialect.name}
      onChange={(value) => value && setName(value)}
      data={dialects.map((one) => one.name)}
    />
  );
  return (
    <Panel title={t("topic.title")} note={inLanguage(dialect.summary)} actions={choice} isFlush>
      <Table.ScrollContainer type="native" minWidth={0}>
        <Table>
          <Table.Tbody>
            {dialect.routes.map((route) => (
              <TopicRow
                key={`${route.direction} ${route.pattern} ${route.example}`}
                route={route}
                topic={fillPattern(route.pattern, productKey, deviceName)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

/** The topics of the product's own mapping, as this device has them. */
function MappedTopics({ productKey, deviceName }: { productKey: string; deviceName: string }) {
  const { t } = useTranslation();
  const { data: mapping } = useQuery(queries.mapping(productKey));
  if (mapping === undefined || mapping.rows.length === 0) return null;
  return (
    <Panel title={t("mapping.title")} note={t("mapping.mapped")} isFlush>
      <Table>
        <Table.Tbody>
          {mapping.rows.map((row) => {
            const topic = fillPattern(row.topic, productKey, deviceName);
            return (
              <Table.Tr key={row.topic}>
                <Table.Td>
                  <Group gap={4} wrap="nowrap">
                    <Code className="topic">{topic}</Code>
                    <CopyIcon text={topic} label={topic} />
                  </Group>
                  <Text size="xs" c="dimmed" mt={2}>
                    {t(`mapping.payloads.${row.payload}`)} · {summaryOf(row, t)}
                  </Text>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

export function TopicTables({ productKey, deviceName }: { productKey: string; deviceName?: string }) {
  const dialects = useQuery(queries.dialects());
  return (
    <Loaded query={dialects}>
      {({ items }) => (
        <div className="stack">
          {deviceName !== undefined && <MappedTopics productKey={productKey} deviceName={deviceName} />}
          <DialectPanel dialects={items} productKey={productKey} deviceName={deviceName} />
        </div>
      )}
    </Loaded>
  );
}
