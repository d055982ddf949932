// Who changed what, from where, and when.

import { Anchor, Code, Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Pager, usePaging } from "../base/paging.tsx";
import { Panel } from "../base/panel.tsx";
import { formatTime } from "../base/quantity.ts";
import { Empty, Loaded } from "../base/states.tsx";
import type { AuditEntry } from "../contract.ts";
import { queries } from "../queries.ts";

function Change({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (entry.before === null && entry.after === null) return null;
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="xs"
        onClick={() => setIsOpen(!isOpen)}
        aria-expanded={isOpen}
      >
        {isOpen ? t("audit.hide") : t("audit.show")}
      </Anchor>
      {isOpen && (
        <Code block className="wrap-code">
          {JSON.stringify({ before: entry.before, after: entry.after }, null, 2)}
        </Code>
      )}
    </div>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  return (
    <Table.Tr>
      <Table.Td>
        {formatTime(entry.at)}
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {entry.actor ?? "–"}
          {entry.address ? ` · ${entry.address}` : ""}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" fw={550}>
          {entry.actor ?? "–"}
        </Text>
        <Text size="xs" c="dimmed">
          {entry.address}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" ff="monospace" className="break">
          {entry.action}
        </Text>
        <Text size="xs" c="dimmed" className="break">
          {entry.target}
        </Text>
        <Change entry={entry} />
      </Table.Td>
    </Table.Tr>
  );
}

export function AuditTrail() {
  const { t } = useTranslation();
  const paging = usePaging("audit");
  const audit = useQuery(queries.audit(paging.cursor));
  return (
    <Panel title={t("audit.title")} note={t("audit.note")} isFlush>
      <Loaded query={audit}>
        {(listing) =>
          listing.items.length === 0 ? (
            <Empty icon={<IconHistory size={22} />} title={t("audit.empty")} />
          ) : (
            <>
              <Table.ScrollContainer type="native" minWidth={0}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th w={{ base: "45%", sm: 180 }}>{t("word.time")}</Table.Th>
                      <Table.Th w={180} visibleFrom="sm">
                        {t("audit.actor")}
                      </Table.Th>
                      <Table.Th>{t("audit.action")}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {listing.items.map((entry) => (
                      <AuditRow key={entry.id} entry={entry} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <Pager paging={paging} listing={listing} limit={50} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
