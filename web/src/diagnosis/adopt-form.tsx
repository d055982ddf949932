// Making a device of one that tried to connect.

import { Modal, Stack, TextInput } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { DEVICE_NAME_PATTERN } from "../../../src/spine/ids.ts";
import { api } from "../api.ts";
import { ExplainedChoice } from "../base/form/explained-choice.tsx";
import { FormEnd } from "../base/form/form-end.tsx";
import { Notice } from "../base/notice/notice.tsx";
import { toastDone } from "../base/toast.ts";
import { deviceHref } from "../devices/device-href.ts";
import { ProductSelect } from "../products/product-select.tsx";
import { queryClient } from "../queries.ts";
import type { Adoption, UnknownDevice } from "./contract.ts";

type SecretWay = "sent" | "given" | "made";
const SECRET = /^[\x21-\x7e]{1,128}$/;

function useAdopt(stranger: UnknownDevice, way: SecretWay) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (adoption: Adoption) => api.adoptDevice(stranger.id, adoption),
    onSuccess: (device) => {
      for (const key of ["devices", "products", "overview", "strangers", "diagnosis"])
        void queryClient.invalidateQueries({ queryKey: [key] });
      toastDone(t("stranger.adopted", { name: device.deviceName }));
      navigate(deviceHref(device, way === "made" ? "connect" : "live"));
    },
  });
}

/** Names where the login carries none: a token says nothing but itself. */
function Names(props: {
  readonly stranger: UnknownDevice;
  readonly productKey: string | null;
  readonly deviceName: string;
  readonly onProduct: (productKey: string) => void;
  readonly onName: (deviceName: string) => void;
}) {
  const { t } = useTranslation();
  const { stranger, productKey, deviceName, onProduct, onName } = props;
  const isNameBad = deviceName !== "" && !DEVICE_NAME_PATTERN.test(deviceName);
  return (
    <>
      {stranger.productKey === "" && (
        <ProductSelect
          label={t("product.product")}
          value={productKey}
          onChange={(value) => value && onProduct(value)}
        />
      )}
      {stranger.code === "token_unknown" && (
        <TextInput
          label={t("device.deviceName")}
          value={deviceName}
          onChange={(event) => onName(event.currentTarget.value)}
          error={isNameBad && t("device.deviceNameBad")}
          spellCheck={false}
        />
      )}
    </>
  );
}

function Fields({ stranger, onClose }: { stranger: UnknownDevice; onClose: () => void }) {
  const { t } = useTranslation();
  const [way, setWay] = useState<SecretWay>(stranger.secretUntil === null ? "given" : "sent");
  const [productKey, setProductKey] = useState<string | null>(stranger.productKey || null);
  const [deviceName, setDeviceName] = useState(stranger.deviceName);
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const adopt = useAdopt(stranger, way);
  const isReady =
    productKey !== null && DEVICE_NAME_PATTERN.test(deviceName) && (way !== "given" || SECRET.test(secret));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    adopt.mutate({
      ...{ productKey, deviceName, isSecretSent: way === "sent" },
      ...(name.trim() !== "" && { name: name.trim() }),
      ...(way === "given" && { deviceSecret: secret }),
    });
  };
  const ways = (stranger.secretUntil === null ? ["given", "made"] : ["sent", "given", "made"]) as SecretWay[];
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {stranger.productKey !== "" && !stranger.isProductKnown && (
          <Notice tone="idle" icon={<IconPackage size={18} />}>
            {t("stranger.newProduct", { productKey: stranger.productKey })}
          </Notice>
        )}
        <Names {...{ stranger, productKey, deviceName }} onProduct={setProductKey} onName={setDeviceName} />
        <TextInput
          label={t("device.nickname")}
          description={t("device.nicknameNote")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={128}
        />
        <ExplainedChoice
          label={t("stranger.secret")}
          value={way}
          onChange={setWay}
          options={ways.map((one) => ({
            value: one,
            label: t(`stranger.${one}`),
            note: t(`stranger.${one}Note`),
          }))}
        />
        {way === "given" && (
          <TextInput
            aria-label={t("stranger.secret")}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            error={secret !== "" && !SECRET.test(secret) && t("stranger.secretBad")}
            spellCheck={false}
            autoComplete="off"
          />
        )}
        <FormEnd
          error={adopt.error}
          isBusy={adopt.isPending}
          isReady={isReady}
          label={t("stranger.adopt")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function AdoptForm({
  stranger,
  onClose,
}: {
  stranger: UnknownDevice | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const name = stranger?.deviceName || stranger?.clientId || t("stranger.nameless");
  return (
    <Modal
      opened={stranger !== undefined}
      onClose={onClose}
      title={t("stranger.adoptTitle", { name })}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {stranger && <Fields stranger={stranger} onClose={onClose} />}
    </Modal>
  );
}
