// A new secret in the place of an old one, which stays good for as long as the firmware needs to follow.

import { Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../../api.ts";
import { OverlapField } from "../../base/form/overlap-field.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { problemText } from "../../base/notice/problem.ts";
import {
  credentialCalls,
  type DeviceCredential,
  type NewCredential,
  type RotatedKind,
} from "./credential-calls.ts";
import { FormButtons } from "./form-buttons.tsx";

interface RotateFormProps {
  readonly deviceKey: DeviceKey;
  /** A certificate is not rotated: a new one is issued. */
  readonly one: DeviceCredential & { readonly kind: RotatedKind };
  readonly onDone: (made: NewCredential) => void;
  readonly onClose: () => void;
}

export function RotateForm({ deviceKey, one, onDone, onClose }: RotateFormProps) {
  const { t } = useTranslation();
  const [hours, setHours] = useState<number>(24);
  const [secret, setSecret] = useState("");
  const rotate = useMutation({
    mutationFn: () => {
      const own = secret.trim() === "" ? {} : { secret: secret.trim() };
      return credentialCalls.rotate(deviceKey, { kind: one.kind, id: one.id, overlapHours: hours, ...own });
    },
    onSuccess: onDone,
  });
  const kind = one.id === 0 ? t("connect.deviceSecret") : t(`credential.kind.${one.kind}`);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("credential.rotateTitle", { kind })}
      closeButtonProps={{ "aria-label": t("word.close") }}
      centered
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t("credential.rotateText")}</Text>
          <OverlapField hours={hours} onChange={setHours} />
          {hours === 0 && <Notice tone="warn">{t("credential.noOverlap")}</Notice>}
          <TextInput
            label={t("credential.newSecret")}
            description={t("credential.madeUp")}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
          {rotate.error && <Notice tone="bad">{problemText(rotate.error, t)}</Notice>}
          <FormButtons label={t("credential.rotate")} isBusy={rotate.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
