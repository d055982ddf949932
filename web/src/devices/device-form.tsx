// Making a device; right afterwards its credentials and how to connect it.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearch } from "wouter";
import { DEVICE_NAME_PATTERN } from "../../../src/spine/ids.ts";
import { api } from "../api.ts";
import { FormEnd } from "../base/form/form-end.tsx";
import { Notice } from "../base/notice/notice.tsx";
import { fieldErrors } from "../base/notice/problem.ts";
import { useReach } from "../base/role.ts";
import { Waiting } from "../base/states.tsx";
import type { Device } from "../contract.ts";
import { ProductSelect } from "../products/product-select.tsx";
import { queries, queryClient } from "../queries.ts";
import { deviceHref } from "./device-href.ts";
import { GroupSelect } from "./groups/group-select.tsx";

const FirstContact = lazy(async () => ({
  default: (await import("./connect/first-contact.tsx")).FirstContact,
}));
const ConnectGuide = lazy(async () => ({
  default: (await import("./connect/connect-tab.tsx")).ConnectGuide,
}));

interface FieldsProps {
  readonly onCreated: (device: Device) => void;
  readonly onClose: () => void;
}

function useCreate(onCreated: (device: Device) => void) {
  return useMutation({
    mutationFn: api.createDevice,
    onSuccess: (device) => {
      void queryClient.invalidateQueries({ queryKey: ["devices", "list"] });
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      void queryClient.invalidateQueries({ queryKey: ["overview"] });
      void queryClient.invalidateQueries({ queryKey: ["groups"] });
      onCreated(device);
    },
  });
}

function NeedProduct({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { isAll } = useReach();
  if (!isAll) return <Text size="sm">{t("device.noProductReached")}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm">{t("device.needProduct")}</Text>
      <Group justify="flex-end">
        <Button component={Link} href="/products?new=1" onClick={onClose}>
          {t("product.new")}
        </Button>
      </Group>
    </Stack>
  );
}

interface GroupFieldProps {
  readonly value: number | null | undefined;
  readonly onChange: (groupId: number | null) => void;
}

/** For who reaches a part: a new device belongs to it by its group, unless its product does. */
function GroupField({ value, onChange }: GroupFieldProps) {
  const { t } = useTranslation();
  const { hasUngrouped } = useReach();
  return (
    <GroupSelect
      label={t("fleet.group")}
      description={hasUngrouped ? undefined : t("device.groupNote")}
      noneLabel={hasUngrouped ? t("group.none") : undefined}
      isRequired={!hasUngrouped}
      {...{ value, onChange }}
    />
  );
}

function Fields({ onCreated, onClose }: FieldsProps) {
  const { t } = useTranslation();
  const products = useQuery(queries.products({ limit: 1 }));
  const first = products.data?.items[0];
  const wanted = new URLSearchParams(useSearch());
  const [chosen, setChosen] = useState(wanted.get("product") ?? undefined);
  const [deviceName, setDeviceName] = useState(wanted.get("name") ?? "");
  const [name, setName] = useState("");
  const { isAll, hasUngrouped } = useReach();
  const [groupId, setGroupId] = useState<number | null>();
  const create = useCreate(onCreated);
  const productKey = chosen ?? first?.productKey;
  const isNameBad = deviceName !== "" && !DEVICE_NAME_PATTERN.test(deviceName);
  const errors = fieldErrors(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (productKey === undefined || isNameBad) return;
    create.mutate({
      productKey,
      ...(deviceName !== "" && { deviceName }),
      ...(name.trim() !== "" && { name: name.trim() }),
      ...(typeof groupId === "number" && { groupId }),
    });
  };
  if (products.isSuccess && first === undefined) return <NeedProduct onClose={onClose} />;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <ProductSelect
          label={t("product.product")}
          value={productKey ?? null}
          onChange={(value) => value && setChosen(value)}
        />
        <TextInput
          label={t("device.deviceName")}
          description={t("device.deviceNameNote")}
          value={deviceName}
          onChange={(event) => setDeviceName(event.currentTarget.value)}
          error={isNameBad ? t("device.deviceNameBad") : errors.deviceName}
          spellCheck={false}
          autoCapitalize="none"
          data-autofocus
        />
        <TextInput
          label={t("device.nickname")}
          description={t("device.nicknameNote")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={128}
        />
        {!isAll && <GroupField value={groupId} onChange={setGroupId} />}
        <FormEnd
          error={create.error}
          isBusy={create.isPending}
          isReady={productKey !== undefined && !isNameBad && (hasUngrouped || typeof groupId === "number")}
          label={t("device.create")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

function Created({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Notice tone="ok" icon={<IconCircleCheck size={18} />}>
        {t("device.created", { name: device.deviceName })}
      </Notice>
      <Suspense fallback={<Waiting />}>
        <ConnectGuide deviceKey={device} />
        <FirstContact device={device} />
      </Suspense>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("word.close")}
        </Button>
        <Button component={Link} href={deviceHref(device)} onClick={onClose}>
          {t("device.open")}
        </Button>
      </Group>
    </Stack>
  );
}

export function DeviceForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [created, setCreated] = useState<Device>();
  const close = () => {
    onClose();
    setCreated(undefined);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      size={created ? "xl" : "md"}
      title={created ? t("connect.title") : t("device.new")}
      closeButtonProps={{ "aria-label": t("word.close") }}
      closeOnClickOutside={created === undefined}
    >
      {created ? (
        <Created device={created} onClose={close} />
      ) : (
        <Fields onCreated={setCreated} onClose={close} />
      )}
    </Modal>
  );
}
