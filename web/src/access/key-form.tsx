// Making an application key, and the one look at its secret.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api } from "../api.ts";
import { CodeBlock, CopyField } from "../base/copy.tsx";
import { FormEnd } from "../base/form-end.tsx";
import { Notice } from "../base/notice.tsx";
import { queries, queryClient } from "../queries.ts";
import type { ApplicationKey } from "./contract.ts";

type CreatedKey = ApplicationKey & { secret: string };

function NewKey({ onCreated, onClose }: { onCreated: (key: CreatedKey) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [day, setDay] = useState("");
  const create = useMutation({
    mutationFn: () =>
      api.createKey({
        name: name.trim(),
        description: description.trim(),
        // The end of the day that was chosen, in the time zone of who chose it.
        expiresAt: day === "" ? null : new Date(`${day}T23:59:59`).getTime(),
      }),
    onSuccess: (key) => {
      onCreated(key);
      return queryClient.invalidateQueries({ queryKey: ["keys"] });
    },
  });
  const isReady = name.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t("key.name")}
          description={t("key.nameNote")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        <TextInput
          label={t("key.description")}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autoComplete="off"
        />
        <TextInput
          type="date"
          label={t("key.expires")}
          description={t("key.expiresNote")}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <FormEnd
          error={create.error}
          isBusy={create.isPending}
          isReady={isReady}
          label={t("key.new")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

/** A line that can be pasted into a terminal; `'` in a shell's quotes. */
function useTryLine({ name, secret }: CreatedKey): string {
  const { data } = useQuery(queries.listeners());
  const listener = data?.items.find((one) => one.name === "mqtt" && one.status === "listening");
  const port = listener?.port ?? 1883;
  return `mosquitto_sub -h ${window.location.hostname} -p ${port} -u '${name}' -P '${secret}' -t '#' -v`;
}

function Secret({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const { t } = useTranslation();
  const line = useTryLine(created);
  return (
    <Stack gap="sm">
      <Notice tone="warn" icon={<IconAlertTriangle size={18} />}>
        {t("key.secretOnce")}
      </Notice>
      <CopyField label={t("key.username")} value={created.name} />
      <CopyField label={t("key.secret")} value={created.secret} />
      <div>
        <Text size="xs" c="dimmed" mb={4}>
          {t("key.tryIt")}
        </Text>
        <CodeBlock label={t("key.tryIt")} code={line} />
      </div>
      <Text size="sm">{t("key.rulesNext")}</Text>
      <Group justify="flex-end" gap="xs">
        <Button component={Link} href="/settings/mqtt" variant="default">
          {t("key.toRules")}
        </Button>
        <Button onClick={onClose}>{t("key.done")}</Button>
      </Group>
    </Stack>
  );
}

function KeyFormBody({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<CreatedKey>();
  return created === undefined ? (
    <NewKey onCreated={setCreated} onClose={onClose} />
  ) : (
    <Secret created={created} onClose={onClose} />
  );
}

export function KeyForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("key.new")}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <KeyFormBody onClose={onClose} />
    </Modal>
  );
}
