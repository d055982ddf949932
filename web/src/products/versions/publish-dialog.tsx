// Putting another model in force: what it changes, what that risks, what becomes of stored values. For a draft, and for
// an older version that comes back.

import { Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormEnd } from "../../base/form/form-end.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { Loaded } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import type { Product } from "../../contract.ts";
import { DiffView } from "./diff-view.tsx";
import { settledChoices, TypeChoicesField } from "./type-choices.tsx";
import {
  type ModelDiff,
  refreshModel,
  type TypeChoices,
  versionCalls,
  versionQueries,
} from "./version-calls.ts";

interface PublishProps {
  readonly product: Product;
  /** The draft, or the older version that comes back. */
  readonly target: number | "draft";
  readonly onClose: () => void;
}

function usePublish({ product, target, onClose }: PublishProps) {
  const { t } = useTranslation();
  const { productKey, modelVersion } = product;
  return useMutation({
    mutationFn: (said: { note: string; typeChanges: TypeChoices }) =>
      target === "draft"
        ? versionCalls.publish(productKey, { ...said, version: modelVersion })
        : versionCalls.rollBack(productKey, { ...said, version: target }),
    onSuccess: (published) => {
      refreshModel(productKey);
      const hasJobs = Object.keys(published.jobs).length > 0;
      const version = published.modelVersion;
      toastDone(hasJobs ? t("version.publishedJobs", { version }) : t("version.published", { version }));
      onClose();
    },
  });
}

function Form({ diff, ...props }: PublishProps & { diff: ModelDiff }) {
  const { t } = useTranslation();
  const { product, target, onClose } = props;
  const [note, setNote] = useState("");
  const [choices, setChoices] = useState<TypeChoices>({});
  const run = usePublish(props);
  const isDraft = target === "draft";
  const version = product.modelVersion + 1;
  const isRisky = diff.changes.some((change) => change.risks.length > 0);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run.mutate({ note, typeChanges: settledChoices(diff, choices) });
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          {isDraft
            ? t("version.publishNote", { version })
            : t("version.rollBackNote", { version, old: target })}
        </Text>
        {isRisky && (
          <Notice tone="warn" icon={<IconAlertTriangle size={18} />}>
            {t("version.risky")}
          </Notice>
        )}
        <DiffView diff={diff} />
        <TypeChoicesField diff={diff} value={choices} version={product.modelVersion} onChange={setChoices} />
        <Textarea
          label={t("version.note")}
          description={t("version.noteNote")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={1_000}
          autosize
          minRows={2}
        />
        <FormEnd
          error={run.error}
          isBusy={run.isPending}
          isReady={diff.changes.length > 0}
          label={isDraft ? t("version.publish") : t("version.rollBack")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

function Body(props: PublishProps) {
  const { productKey, modelVersion } = props.product;
  const diff = useQuery({ ...versionQueries.diff(productKey, modelVersion, props.target), staleTime: 0 });
  return <Loaded query={diff}>{(answer) => <Form {...props} diff={answer} />}</Loaded>;
}

export function PublishDialog(props: PublishProps) {
  const { t } = useTranslation();
  const { target, onClose } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      title={target === "draft" ? t("version.publishTitle") : t("version.rollBackTitle", { version: target })}
      size="xl"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Body {...props} />
    </Modal>
  );
}
