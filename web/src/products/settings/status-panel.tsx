// A product's life: draft or published, a copy of it, its file.

import { Badge, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../base/confirm.tsx";
import { ActionRow } from "../../base/form/danger-rows.tsx";
import { Panel } from "../../base/panel.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Product } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { productCalls } from "../product-calls.ts";
import { CopyDialog } from "../transfer/copy-dialog.tsx";
import { ExportDialog } from "../transfer/export-dialog.tsx";

export function StatusBadge({ status }: { status: Product["status"] }) {
  const { t } = useTranslation();
  return <Badge variant={status === "published" ? "light" : "default"}>{t(`life.status.${status}`)}</Badge>;
}

export function StatusPanel({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"publish" | "copy" | "export">();
  const isPublished = product.status === "published";
  const turn = useMutation({
    mutationFn: () => productCalls.setStatus(product.productKey, isPublished ? "draft" : "published"),
    onSuccess: ({ status }) => {
      setOpen(undefined);
      toastDone(t(`life.turned.${status}`));
      return queryClient.invalidateQueries({ queryKey: ["products"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  const close = () => setOpen(undefined);
  return (
    <Panel title={t("life.title")} actions={<StatusBadge status={product.status} />}>
      <Stack gap="lg">
        <ActionRow
          title={isPublished ? t("life.unpublishTitle") : t("life.publishTitle")}
          text={isPublished ? t("life.unpublishText") : t("life.publishText")}
          label={isPublished ? t("life.unpublish") : t("life.publish")}
          isBusy={turn.isPending}
          onRun={() => (isPublished ? setOpen("publish") : turn.mutate())}
        />
        <ActionRow
          title={t("life.copyTitle")}
          text={t("life.copyText")}
          label={t("life.copy")}
          isBusy={false}
          onRun={() => setOpen("copy")}
        />
        <ActionRow
          title={t("life.exportTitle")}
          text={t("life.exportText")}
          label={t("life.export")}
          isBusy={false}
          onRun={() => setOpen("export")}
        />
      </Stack>
      <Confirm
        isOpen={open === "publish"}
        title={t("life.unpublishTitle")}
        text={t("life.unpublishAsk")}
        confirmLabel={t("life.unpublish")}
        isBusy={turn.isPending}
        onClose={close}
        onConfirm={() => turn.mutate()}
      />
      <CopyDialog product={open === "copy" ? product : undefined} onClose={close} />
      <ExportDialog product={open === "export" ? product : undefined} onClose={close} />
    </Panel>
  );
}
