// A product as one file to keep, or to bring to another Gantry.

import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "../../base/listing/download.ts";
import { useMay } from "../../base/role.ts";
import { toastProblem } from "../../base/toast.ts";
import type { Product } from "../../contract.ts";
import { productCalls } from "../product-calls.ts";

function ExportForm({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const maySeeSecrets = useMay("products", "manage");
  const [hasSecrets, setHasSecrets] = useState(false);
  const run = useMutation({
    mutationFn: () => productCalls.bundle(product.productKey, hasSecrets),
    onSuccess: (bundle) => {
      const text = `${JSON.stringify(bundle, null, 2)}\n`;
      download(`${product.productKey}.product.json`, text, "application/json");
      onClose();
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Stack gap="md">
      <Text size="sm">{t("life.exportNote")}</Text>
      {maySeeSecrets && (
        <Checkbox
          label={t("life.withSecrets")}
          description={t("life.withSecretsNote")}
          checked={hasSecrets}
          onChange={(event) => setHasSecrets(event.currentTarget.checked)}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("word.cancel")}
        </Button>
        <Button leftSection={<IconDownload size={16} />} loading={run.isPending} onClick={() => run.mutate()}>
          {t("life.download")}
        </Button>
      </Group>
    </Stack>
  );
}

/** `product` undefined: it is closed. */
export function ExportDialog({ product, onClose }: { product: Product | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={product !== undefined}
      onClose={onClose}
      title={t("life.exportTitle")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {product && <ExportForm product={product} onClose={onClose} />}
    </Modal>
  );
}
