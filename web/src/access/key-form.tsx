// Making and changing an application key, and the one look at its secret.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api } from "../api.ts";
import { CodeBlock, CopyField } from "../base/copy.tsx";
import { Notice } from "../base/notice/notice.tsx";
import { SchemaForm } from "../base/schema-form/schema-form.tsx";
import { toastDone } from "../base/toast.ts";
import { queries, queryClient } from "../queries.ts";
import type { ApplicationKey } from "./contract.ts";

type CreatedKey = ApplicationKey & { secret: string };
const FIELDS = ["name", "description", "expiresAt"];
const refresh = () => queryClient.invalidateQueries({ queryKey: ["keys"] });

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

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [created, setCreated] = useState<CreatedKey>();
  if (created !== undefined) return <Secret created={created} onClose={onClose} />;
  return (
    <SchemaForm
      {...{ operation: "createApiKey", fields: FIELDS, texts: "key", kinds: { expiresAt: "day" } }}
      submitLabel={t("key.new")}
      onSubmit={async (body) => {
        setCreated(await api.createKey(body as unknown as Parameters<typeof api.createKey>[0]));
        await refresh();
      }}
      onClose={onClose}
    />
  );
}

function ChangedKey({ one, onClose }: { one: ApplicationKey; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, description, expiresAt } = one;
  return (
    <SchemaForm
      {...{ operation: "updateApiKey", fields: FIELDS, texts: "key", kinds: { expiresAt: "day" } }}
      values={{ name, description, expiresAt }}
      isChange
      submitLabel={t("word.save")}
      onSubmit={async (body) => {
        await api.updateKey(one.keyId, body);
        toastDone(t("word.saved"));
        onClose();
        await refresh();
      }}
      onClose={onClose}
    />
  );
}

/** `one` is the key to change; `"new"` makes one. */
export function KeyForm({ one, onClose }: { one: ApplicationKey | "new" | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={one !== undefined}
      onClose={onClose}
      title={one === "new" ? t("key.new") : t("key.change", { name: one?.name ?? "" })}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {one === "new" && <NewKey onClose={onClose} />}
      {one !== "new" && one && <ChangedKey one={one} onClose={onClose} />}
    </Modal>
  );
}
