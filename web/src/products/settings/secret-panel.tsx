// A product's secret and access key: to read, to replace by new ones, or to set as devices already have them.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyField } from "../../base/copy.tsx";
import { FormEnd } from "../../base/form/form-end.tsx";
import { OverlapField } from "../../base/form/overlap-field.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { fieldErrors } from "../../base/notice/problem.ts";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { ONE_FIELD } from "../../edit/edit.ts";
import { type ProductKeys, type ProductSecrets, productCalls } from "../product-calls.ts";

type Which = keyof ProductKeys;
const BOTH: readonly Which[] = ["productSecret", "accessKey"];

function SetForm(props: { productKey: string; which: Which; onSet: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { which } = props;
  const [text, setText] = useState("");
  const set = useMutation({
    mutationFn: () => productCalls.update(props.productKey, { [which]: text.trim() }, ONE_FIELD),
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

function RotateForm(props: {
  productKey: string;
  which: Which;
  onDone: (fresh: ProductSecrets) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { productKey, which } = props;
  const [overlapHours, setHours] = useState(24);
  const rotate = useMutation({
    mutationFn: () => productCalls.rotate(productKey, { which, overlapHours }),
    onSuccess: props.onDone,
  });
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t("life.rotateTitle")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`life.rotateText.${which}`)}</Text>
          <OverlapField hours={overlapHours} onChange={setHours} />
          {overlapHours === 0 && <Notice tone="warn">{t(`life.noOverlap.${which}`)}</Notice>}
          <FormEnd
            error={rotate.error}
            isBusy={rotate.isPending}
            isReady
            label={t("life.rotate")}
            onClose={props.onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}

interface FormerProps {
  readonly productKey: string;
  readonly former: ProductSecrets["former"];
  readonly onEnd: (left: ProductSecrets) => void;
}

/** What was replaced and still holds. */
function FormerKeys({ productKey, former, onEnd }: FormerProps) {
  const { t } = useTranslation();
  const end = useMutation({
    mutationFn: () => productCalls.endFormer(productKey),
    onSuccess: (left) => {
      onEnd(left);
      toastDone(t("life.formerEnded"));
    },
    onError: (error) => toastProblem(error, t),
  });
  const held = former.filter(({ until }) => until > Date.now());
  if (held.length === 0) return null;
  return (
    <Group justify="space-between" gap="xs">
      <Stack gap={2}>
        {held.map(({ which, until }) => (
          <Text key={which} size="sm" c="dimmed">
            {t(`life.former.${which}`, { time: formatTime(until) })}
          </Text>
        ))}
      </Stack>
      <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
        {t("life.endFormer")}
      </Button>
    </Group>
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
  const rotated = (fresh: ProductSecrets) => {
    setSecrets(fresh);
    setRotating(undefined);
    toastDone(t("life.rotated"));
  };
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
          <FormerKeys productKey={productKey} former={secrets.former} onEnd={setSecrets} />
        </Stack>
      )}
      {rotating && (
        <RotateForm
          productKey={productKey}
          which={rotating}
          onDone={rotated}
          onClose={() => setRotating(undefined)}
        />
      )}
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
