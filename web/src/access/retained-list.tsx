// Retained messages, by topic.

import { ActionIcon, Code, Text } from "@mantine/core";
import { IconPin, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Confirm } from "../base/confirm.tsx";
import { type Column, queryOf } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { Panel } from "../base/panel.tsx";
import { formatBytes } from "../base/quantity.ts";
import { toastProblem } from "../base/toast.ts";
import { queryClient } from "../queries.ts";
import type { RetainedMessage } from "./contract.ts";

const SHOWN_CHARACTERS = 160;

function Payload({ payload, isText }: RetainedMessage) {
  const shown = payload.length > SHOWN_CHARACTERS ? `${payload.slice(0, SHOWN_CHARACTERS)}…` : payload;
  return (
    <Text size="xs" ff="monospace" {...(!isText && { c: "dimmed" })}>
      {isText ? shown : `base64 ${shown}`}
    </Text>
  );
}

function columnsOf(t: TFunction): readonly Column<RetainedMessage>[] {
  return [
    {
      ...{ key: "topic", header: t("broker.topic"), isFixed: true, phone: "title" },
      text: (message) => message.topic,
      cell: (message) => <Code className="break">{message.topic}</Code>,
    },
    {
      ...{ key: "payload", header: t("broker.payload") },
      text: (message) => message.payload,
      cell: (message) => <Payload {...message} />,
    },
    {
      ...{ key: "size", header: t("broker.size"), width: 90, phone: "aside" },
      text: (message) => message.sizeBytes,
      cell: (message) => <span className="no-wrap">{formatBytes(message.sizeBytes)}</span>,
    },
  ];
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
  const [removing, setRemoving] = useState<string>();
  return (
    <Panel title={t("broker.retained")} note={t("broker.retainedNote")} isFlush>
      <DataTable
        {...{ name: "retained", label: t("broker.retained"), scope: "retained", columns: columnsOf(t) }}
        queryKey={["broker", "retained"]}
        keyOf={(message) => message.topic}
        load={(request) => api.retained(queryOf(request))}
        searchLabel={t("broker.searchTopic")}
        rowActions={({ topic }) => (
          <ActionIcon aria-label={t("broker.removeRetained", { topic })} onClick={() => setRemoving(topic)}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
        empty={{
          icon: <IconPin size={22} />,
          title: t("broker.noRetained"),
          text: t("broker.noRetainedText"),
        }}
      />
      <RemoveRetained topic={removing} onClose={() => setRemoving(undefined)} />
    </Panel>
  );
}
