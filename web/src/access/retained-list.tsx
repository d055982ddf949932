// Retained messages, by topic.

import { ActionIcon, Code, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPin, IconSearch, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Confirm } from "../base/confirm.tsx";
import { Pager, usePaging } from "../base/paging.tsx";
import { Panel } from "../base/panel.tsx";
import { formatBytes } from "../base/quantity.ts";
import { Empty, Loaded } from "../base/states.tsx";
import { toastProblem } from "../base/toast.ts";
import type { Listing } from "../contract.ts";
import { queries, queryClient } from "../queries.ts";
import type { RetainedMessage } from "./contract.ts";

const LIMIT = 20;
const SHOWN_CHARACTERS = 160;

function RetainedRow({ message, onRemove }: { message: RetainedMessage; onRemove: () => void }) {
  const { t } = useTranslation();
  const { topic, payload, isText, sizeBytes } = message;
  const shown = payload.length > SHOWN_CHARACTERS ? `${payload.slice(0, SHOWN_CHARACTERS)}…` : payload;
  return (
    <Table.Tr>
      <Table.Td>
        <Code className="break">{topic}</Code>
      </Table.Td>
      <Table.Td>
        <Text size="xs" ff="monospace" className="break" {...(!isText && { c: "dimmed" })}>
          {isText ? shown : `base64 ${shown}`}
        </Text>
      </Table.Td>
      <Table.Td className="no-wrap">{formatBytes(sizeBytes)}</Table.Td>
      <Table.Td ta="right">
        <ActionIcon aria-label={t("broker.removeRetained", { topic })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}

function RetainedTable(props: {
  messages: readonly RetainedMessage[];
  onRemove: (message: RetainedMessage) => void;
}) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer type="native" minWidth={480}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("broker.topic")}</Table.Th>
            <Table.Th>{t("broker.payload")}</Table.Th>
            <Table.Th w={90}>{t("broker.size")}</Table.Th>
            <Table.Th w={60}>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.messages.map((message) => (
            <RetainedRow key={message.topic} message={message} onRemove={() => props.onRemove(message)} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RemoveRetained({ topic, onClose }: { topic: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (one: string) => api.removeRetained(one),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["broker"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={topic !== undefined}
      title={t("broker.removeTitle")}
      text={t("broker.removeText", { topic: topic ?? "" })}
      confirmLabel={t("word.delete")}
      isDanger
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={() => topic !== undefined && remove.mutate(topic)}
    />
  );
}

export function RetainedList() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const paging = usePaging(q);
  const [removing, setRemoving] = useState<string>();
  const retained = useQuery({
    ...queries.retained({ limit: LIMIT, q, ...(paging.cursor !== undefined && { cursor: paging.cursor }) }),
    placeholderData: (previous: Listing<RetainedMessage> | undefined) => previous,
  });
  return (
    <Panel title={t("broker.retained")} note={t("broker.retainedNote")} isFlush>
      <div className="filters">
        <TextInput
          type="search"
          aria-label={t("broker.searchTopic")}
          placeholder={t("broker.searchTopic")}
          leftSection={<IconSearch size={15} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className="filter-search"
        />
      </div>
      <Loaded query={retained}>
        {(listing) =>
          listing.items.length === 0 ? (
            <Empty
              icon={<IconPin size={22} />}
              title={q === "" ? t("broker.noRetained") : t("word.noMatch", { q })}
              {...(q === "" && { text: t("broker.noRetainedText") })}
            />
          ) : (
            <>
              <RetainedTable messages={listing.items} onRemove={({ topic }) => setRemoving(topic)} />
              <Pager paging={paging} listing={listing} limit={LIMIT} />
            </>
          )
        }
      </Loaded>
      <RemoveRetained topic={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
