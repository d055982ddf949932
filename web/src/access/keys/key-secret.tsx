// The one look at a key's secret, and its replacement by another.

import { Button, Group, Modal, Select, Stack, Switch, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api } from "../../api.ts";
import { CodeBlock, CopyField } from "../../base/copy.tsx";
import { FormEnd } from "../../base/form/form-end.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { queries, queryClient } from "../../queries.ts";
import type { ApplicationKey, CreatedKey } from "../contract.ts";
import { SignedUse } from "./signed-use.tsx";

/** A line that can be pasted into a terminal; `'` in a shell's quotes. */
function useMqttLine({ name, secret }: CreatedKey): string {
  const { data } = useQuery(queries.listeners());
  const listener = data?.items.find((one) => one.name === "mqtt" && one.status === "listening");
  const port = listener?.port ?? 1883;
  return `mosquitto_sub -h ${window.location.hostname} -p ${port} -u '${name}' -P '${secret}' -t '#' -v`;
}

/** Values are what most keys read; one that may not asks what there is. */
function targetOf({ actions }: CreatedKey): string {
  return `/openapi/v1/${actions.includes("read") ? "telemetry/latest" : "devices"}`;
}

function apiLine(created: CreatedKey): string {
  const { keyId, secret } = created;
  return `curl -H 'Authorization: Bearer ${keyId}.${secret}' ${window.location.origin}${targetOf(created)}`;
}

/** How the key is used at the API: as it is, or to sign. */
function ApiUse({ created }: { created: CreatedKey }) {
  const { t } = useTranslation();
  const { keyId, secret, signingKey } = created;
  if (signingKey !== null) {
    const { origin } = window.location;
    return <SignedUse client={{ origin, keyId, signingKey, target: targetOf(created) }} />;
  }
  return (
    <>
      <CopyField label={t("keyRights.bearer")} value={`${keyId}.${secret}`} />
      <TryLine label={t("keyRights.tryApi")} code={apiLine(created)} />
    </>
  );
}

function TryLine({ label, code }: { label: string; code: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
      </Text>
      <CodeBlock label={label} code={code} />
    </div>
  );
}

export function KeySecret({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const { t } = useTranslation();
  const mqttLine = useMqttLine(created);
  const opensApi = created.actions.length > 0;
  return (
    <Stack gap="sm">
      <Notice tone="warn" icon={<IconAlertTriangle size={18} />}>
        {t("key.secretOnce")}
      </Notice>
      {opensApi && <ApiUse created={created} />}
      <CopyField label={t("key.username")} value={created.name} />
      <CopyField label={t("key.secret")} value={created.secret} />
      {!opensApi && <TryLine label={t("key.tryIt")} code={mqttLine} />}
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

const OVERLAPS = { none: 0, hour: 3_600, day: 86_400, week: 604_800 } as const;
type Overlap = keyof typeof OVERLAPS;
const OVERLAP_NAMES = Object.keys(OVERLAPS) as Overlap[];

function Rotation({ one, onClose }: { one: ApplicationKey; onClose: () => void }) {
  const { t } = useTranslation();
  const [overlap, setOverlap] = useState<Overlap>("day");
  const [isSigned, setIsSigned] = useState(one.isSigned);
  const rotate = useMutation({
    mutationFn: () => api.rotateKey(one.keyId, { overlapS: OVERLAPS[overlap], isSigned }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["keys"] }),
  });
  if (rotate.data !== undefined) return <KeySecret created={rotate.data} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rotate.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("keyRights.rotateText")}</Text>
        <Select
          {...{ label: t("keyRights.overlap"), value: overlap, allowDeselect: false }}
          data={OVERLAP_NAMES.map((name) => ({ value: name, label: t(`keyRights.overlaps.${name}`) }))}
          onChange={(next) => setOverlap(OVERLAP_NAMES.find((name) => name === next) ?? "day")}
        />
        {(one.actions.length > 0 || one.isSigned) && (
          <Switch
            {...{ label: t("signing.switch"), description: t("signing.switchNote"), checked: isSigned }}
            onChange={(event) => setIsSigned(event.currentTarget.checked)}
          />
        )}
        <FormEnd
          {...{ error: rotate.error, isBusy: rotate.isPending, isReady: true, onClose }}
          label={t("keyRights.rotate")}
        />
      </Stack>
    </form>
  );
}

/** Gives a key another secret. */
export function RotateKey({ one, onClose }: { one: ApplicationKey | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={one !== undefined}
      onClose={onClose}
      title={t("keyRights.rotateTitle", { name: one?.name ?? "" })}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {one && <Rotation one={one} onClose={onClose} />}
    </Modal>
  );
}
