// A device's tags: keys and values that people and the device itself set.

import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Device } from "../../contract.ts";
import { Held } from "../../edit/held.tsx";
import { queries, queryClient } from "../../queries.ts";

interface Row {
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

const KEY = /^[\p{L}\p{N}_.-]{1,64}$/u;

const withRow = (rows: readonly Row[], id: number, change: Partial<Row>) =>
  rows.map((row) => (row.id === id ? { ...row, ...change } : row));

function Editor({ device, tags }: { device: Device; tags: Record<string, string> }) {
  const { t } = useTranslation();
  const initial = Object.entries(tags).map(([key, value], id): Row => ({ id, key, value }));
  const [rows, setRows] = useState(initial);
  const save = useMutation({
    mutationFn: (next: Record<string, string>) => api.saveTags(device, next, tags),
    onSuccess: () => {
      toastDone(t("word.saved"));
      return queryClient.invalidateQueries({ queryKey: ["tags", device.productKey, device.deviceName] });
    },
    onError: (error) => toastProblem(error, t),
  });
  const put = (id: number, change: Partial<Row>) => setRows(withRow(rows, id, change));
  const isTwice = (row: Row) => rows.some((other) => other.id !== row.id && other.key === row.key);
  const isBad = (row: Row) => !KEY.test(row.key) || isTwice(row);
  const next = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  const isDirty = JSON.stringify(next) !== JSON.stringify(tags) || rows.length !== initial.length;
  return (
    <Stack gap="xs" maw={560}>
      <LeaveGuard {...{ isDirty, save }} />
      {rows.map((row) => (
        <Group key={row.id} gap="xs" wrap="nowrap" align="start">
          <TextInput
            aria-label={t("tags.key")}
            placeholder={t("tags.key")}
            value={row.key}
            onChange={(event) => put(row.id, { key: event.currentTarget.value })}
            error={row.key !== "" && isBad(row) ? t("tags.keyBad") : undefined}
            className="grow"
          />
          <TextInput
            aria-label={t("tags.value")}
            placeholder={t("tags.value")}
            value={row.value}
            onChange={(event) => put(row.id, { value: event.currentTarget.value })}
            maxLength={256}
            className="grow"
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("tags.remove", { key: row.key })}
            onClick={() => setRows(rows.filter((other) => other.id !== row.id))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() =>
            setRows([...rows, { id: Math.max(-1, ...rows.map(({ id }) => id)) + 1, key: "", value: "" }])
          }
        >
          {t("tags.add")}
        </Button>
        <Button
          disabled={!isDirty || rows.some(isBad)}
          loading={save.isPending}
          onClick={() => save.mutate(next)}
        >
          {t("word.save")}
        </Button>
      </Group>
    </Stack>
  );
}

export function DeviceTags({ device }: { device: Device }) {
  const { t } = useTranslation();
  const tags = useQuery(queries.tags(device));
  return (
    <Panel title={t("tags.title")} note={t("tags.note")}>
      <Loaded query={tags}>
        {(answer) => (
          <Held value={answer}>
            {(held, edition) => <Editor key={edition} device={device} tags={held} />}
          </Held>
        )}
      </Loaded>
    </Panel>
  );
}
