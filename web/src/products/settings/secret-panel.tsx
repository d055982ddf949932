// A product's secret and access key: to read, to replace by new ones, or to set as devices already have them.

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../base/confirm.tsx";
import { CopyField } from "../../base/copy.tsx";
import { FormEnd } from "../../base/form/form-end.tsx";
import { fieldErrors } from "../../base/notice/problem.ts";
import { Panel } from "../../base/panel.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { type ProductSecrets, productCalls } from "../product-calls.ts";

type Which = keyof ProductSecrets;
const BOTH: readonly Which[] = ["productSecret", "accessKey"];

function SetForm(props: { productKey: string; which: Which; onSet: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { which } = props;
  const [text, setText] = useState("");
  const set = useMutation({
    mutationFn: () => productCalls.update(props.productKey, { [which]: text.trim() }),
    onSuccess: () => {
      toastDone(t("word.saved"));
      props.onSet();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t(`life.${which}`)}
          description={t(`life.setNote.${which}`)}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={fieldErrors(set.error)[which]}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
        />
        <FormEnd
          error={set.error}
          isBusy={set.isPending}
          isReady={text.trim() !== ""}
          label={t("word.save")}
          onClose={props.onClose}
        />
      </Stack>
    </form>
  );
}

interface RowProps {
  readonly which: Which;
  readonly value: string;
  readonly onRotate: () => void;
  readonly onSet: () => void;
}

function SecretRow({ which, value, onRotate, onSet }: RowProps) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" align="flex-end" gap="xs">
      <CopyField label={t(`life.${which}`)} value={value} isSecret />
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onSet}>
          {t("life.set")}
        </Button>
        <Button size="xs" variant="default" onClick={onRotate}>
          {t("life.rotate")}
        </Button>
      </Group>
    </Group>
  );
}

export function SecretPanel({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const [secrets, setSecrets] = useState<ProductSecrets>();
  const [rotating, setRotating] = useState<Which>();
  const [setting, setSetting] = useState<Which>();
  const onError = (error: unknown) => toastProblem(error, t);
  const reveal = useMutation({
    mutationFn: () => productCalls.secrets(productKey),
    onSuccess: setSecrets,
    onError,
  });
  const rotate = useMutation({
    mutationFn: (which: Which) => productCalls.rotate(productKey, which),
    onSuccess: (fresh) => {
      setSecrets(fresh);
      setRotating(undefined);
      toastDone(t("life.rotated"));
    },
    onError,
  });
  return (
    <Panel title={t("life.secrets")} note={t("product.secretNote")}>
      {secrets === undefined ? (
        <Button variant="default" loading={reveal.isPending} onClick={() => reveal.mutate()}>
          {t("product.reveal")}
        </Button>
      ) : (
        <Stack gap="md">
          {BOTH.map((which) => (
            <SecretRow
              key={which}
              which={which}
              value={secrets[which]}
              onRotate={() => setRotating(which)}
              onSet={() => setSetting(which)}
            />
          ))}
        </Stack>
      )}
      <Confirm
        isOpen={rotating !== undefined}
        title={t("life.rotateTitle")}
        text={rotating ? t(`life.rotateText.${rotating}`) : ""}
        confirmLabel={t("life.rotate")}
        isDanger
        isBusy={rotate.isPending}
        onClose={() => setRotating(undefined)}
        onConfirm={() => rotating && rotate.mutate(rotating)}
      />
      <Modal
        opened={setting !== undefined}
        onClose={() => setSetting(undefined)}
        title={setting ? t(`life.setTitle.${setting}`) : ""}
        closeButtonProps={{ "aria-label": t("word.close") }}
      >
        {setting && (
          <SetForm
            productKey={productKey}
            which={setting}
            onSet={() => {
              setSetting(undefined);
              reveal.mutate();
            }}
            onClose={() => setSetting(undefined)}
          />
        )}
      </Modal>
    </Panel>
  );
}
