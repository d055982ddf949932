// One more credential for the device.

import { Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../../api.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { problemText } from "../../base/notice/problem.ts";
import {
  type CredentialDraft,
  type CredentialKind,
  credentialCalls,
  type NewCredential,
} from "./credential-calls.ts";
import { FormButtons } from "./form-buttons.tsx";

interface AddFormProps {
  readonly deviceKey: DeviceKey;
  readonly kind: CredentialKind;
  readonly onDone: (made: NewCredential) => void;
  readonly onClose: () => void;
}

export function AddForm({ deviceKey, kind, onDone, onClose }: AddFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ name: "", username: "", secret: "", cert: "" });
  const put = (name: keyof typeof draft) => (event: { currentTarget: { value: string } }) =>
    setDraft({ ...draft, [name]: event.currentTarget.value });
  const add = useMutation({
    mutationFn: () => {
      const said = Object.entries(draft).filter(([, value]) => value.trim() !== "");
      return credentialCalls.add(deviceKey, { kind, ...Object.fromEntries(said) } as CredentialDraft);
    },
    onSuccess: onDone,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("credential.addTitle", { kind: t(`credential.kind.${kind}`) })}
      closeButtonProps={{ "aria-label": t("word.close") }}
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`credential.note.${kind}`)}</Text>
          {kind === "password" && (
            <TextInput
              label={t("connect.username")}
              description={t("credential.madeUp")}
              value={draft.username}
              onChange={put("username")}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
            />
          )}
          {kind === "certificate" ? (
            <Textarea
              label={t("credential.cert")}
              placeholder="-----BEGIN CERTIFICATE-----"
              value={draft.cert}
              onChange={put("cert")}
              required
              rows={6}
              spellCheck={false}
              classNames={{ input: "mono" }}
              data-autofocus
            />
          ) : (
            <TextInput
              label={t(`credential.kind.${kind}`)}
              description={t("credential.madeUp")}
              value={draft.secret}
              onChange={put("secret")}
              autoComplete="off"
              spellCheck={false}
            />
          )}
          <TextInput label={t("credential.name")} value={draft.name} onChange={put("name")} maxLength={128} />
          {add.error && <Notice tone="bad">{problemText(add.error, t)}</Notice>}
          <FormButtons label={t("credential.add")} isBusy={add.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
