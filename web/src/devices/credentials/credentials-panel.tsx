// What the device may prove itself with: listed, added, rotated with overlap, revoked.

import { Badge, Button, Group, Menu, Stack, Text } from "@mantine/core";
import { IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../../api.ts";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import { CopyField } from "../../base/copy.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { AddForm } from "./add-form.tsx";
import {
  type CredentialKind,
  credentialCalls,
  credentialQueries,
  type DeviceCredential,
  isRotated,
  type NewCredential,
} from "./credential-calls.ts";
import { RotateForm } from "./rotate-form.tsx";

const KINDS: readonly CredentialKind[] = ["token", "password", "secret", "certificate"];

/** After any change: the list, and what is ready to paste. */
function refresh({ productKey, deviceName }: DeviceKey): void {
  for (const name of ["credential-list", "credentials"])
    void queryClient.invalidateQueries({ queryKey: [name, productKey, deviceName] });
}

function isFormer(one: DeviceCredential): boolean {
  return one.status === "active" && one.id > 0 && one.expiresAt !== null && one.kind !== "certificate";
}

function StatusBadge({ one }: { one: DeviceCredential }) {
  const { t } = useTranslation();
  const isActive = one.status === "active";
  const tone = isFormer(one) ? "warn" : isActive ? "ok" : "idle";
  return (
    <Badge variant="default" className="tone-badge" data-tone={tone}>
      {isFormer(one) ? t("credential.overlap") : t(`credential.status.${one.status}`)}
    </Badge>
  );
}

function Particulars({ one }: { one: DeviceCredential }) {
  const { t } = useTranslation();
  const ends = one.revokedAt ?? one.expiresAt;
  return (
    <Text size="xs" c="dimmed" component="div" className="break">
      {one.fingerprint !== null && <div className="mono">SHA-256 {one.fingerprint}</div>}
      <span>
        {t("word.created")} <Ago ts={one.createdAt} size="xs" />
        {one.createdBy !== "" && ` (${one.createdBy})`}
      </span>
      {" · "}
      <span>
        {one.lastUse === null ? (
          t("credential.unused")
        ) : (
          <>
            {t("credential.used", { dialect: one.lastUse.dialect, address: one.lastUse.address })}{" "}
            <Ago ts={one.lastUse.at} size="xs" />
          </>
        )}
      </span>
      {ends !== null && (
        <>
          {" · "}
          <span>
            {t(`credential.ends.${one.revokedAt === null ? one.status : "revoked"}`, {
              time: formatTime(ends),
            })}
          </span>
        </>
      )}
    </Text>
  );
}

interface RowProps {
  readonly one: DeviceCredential;
  readonly onRotate: () => void;
  readonly onRevoke: () => void;
}

function Row({ one, onRotate, onRevoke }: RowProps) {
  const { t } = useTranslation();
  const kind = one.id === 0 ? t("connect.deviceSecret") : t(`credential.kind.${one.kind}`);
  const title = one.username ?? one.name;
  const isActive = one.status === "active";
  return (
    <li className="credential-row">
      <div className="grow">
        <Group gap="xs">
          <Text fw={500} className="break">
            {kind}
            {title !== "" && ` · ${title}`}
            {one.username !== null && one.name !== "" && ` (${one.name})`}
          </Text>
          <StatusBadge one={one} />
        </Group>
        <Particulars one={one} />
      </div>
      {isActive && (
        <Group gap="xs" wrap="nowrap">
          {one.kind !== "certificate" && !isFormer(one) && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              onClick={onRotate}
              aria-label={`${t("credential.rotate")}: ${kind} ${title}`}
            >
              {t("credential.rotate")}
            </Button>
          )}
          {one.id > 0 && (
            <Button
              size="xs"
              variant="default"
              color="red"
              leftSection={<IconTrash size={14} />}
              onClick={onRevoke}
              aria-label={`${t("credential.revoke")}: ${kind} ${title}`}
            >
              {t("credential.revoke")}
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}

function Made({ made }: { made: NewCredential }) {
  const { t } = useTranslation();
  const { credential, secret } = made;
  if (secret === null) return <Notice tone="ok">{t("credential.imported")}</Notice>;
  return (
    <Notice tone="ok" title={t("credential.made")}>
      <Stack gap="xs">
        {credential.username !== null && (
          <CopyField label={t("connect.username")} value={credential.username} />
        )}
        <CopyField label={t(`credential.kind.${credential.kind}`)} value={secret} isSecret />
      </Stack>
    </Notice>
  );
}

function Revoke({
  deviceKey,
  one,
  onClose,
}: {
  deviceKey: DeviceKey;
  one: DeviceCredential;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const revoke = useMutation({
    mutationFn: () => credentialCalls.revoke(deviceKey, one.id),
    onSuccess: () => {
      toastDone(t("credential.revoked"));
      refresh(deviceKey);
      onClose();
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen
      isDanger
      title={t("credential.revokeTitle", {
        name: one.username || one.name || t(`credential.kind.${one.kind}`),
      })}
      text={t("credential.revokeText")}
      confirmLabel={t("credential.revoke")}
      isBusy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}

type Doing =
  | { readonly kind: "add"; readonly of: CredentialKind }
  | { readonly kind: "rotate" | "revoke"; readonly one: DeviceCredential };

function Content({ deviceKey }: { deviceKey: DeviceKey }) {
  const { t } = useTranslation();
  const list = useQuery(credentialQueries.list(deviceKey));
  const [doing, setDoing] = useState<Doing>();
  const [made, setMade] = useState<NewCredential>();
  const close = () => setDoing(undefined);
  const finish = (answer: NewCredential) => {
    setMade(answer);
    refresh(deviceKey);
    close();
  };
  const add = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />}>
          {t("credential.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((of) => (
          <Menu.Item key={of} onClick={() => setDoing({ kind: "add", of })}>
            {t(`credential.kind.${of}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Panel title={t("credential.title")} note={t("credential.lead")} actions={add}>
      <Stack gap="sm">
        {made && <Made key={made.credential.id} made={made} />}
        <Loaded query={list}>
          {({ items }) => (
            <ul className="credential-list">
              {items.map((one) => (
                <Row
                  key={one.id}
                  one={one}
                  onRotate={() => setDoing({ kind: "rotate", one })}
                  onRevoke={() => setDoing({ kind: "revoke", one })}
                />
              ))}
            </ul>
          )}
        </Loaded>
      </Stack>
      {doing?.kind === "add" && (
        <AddForm deviceKey={deviceKey} kind={doing.of} onDone={finish} onClose={close} />
      )}
      {doing?.kind === "rotate" && isRotated(doing.one) && (
        <RotateForm deviceKey={deviceKey} one={doing.one} onDone={finish} onClose={close} />
      )}
      {doing?.kind === "revoke" && <Revoke deviceKey={deviceKey} one={doing.one} onClose={close} />}
    </Panel>
  );
}

/** Nothing for those who may not see credentials. */
export function CredentialsPanel({ deviceKey }: { deviceKey: DeviceKey }) {
  return useMay("devices", "manage") ? <Content deviceKey={deviceKey} /> : null;
}
