// A product like another one: under a new name, with secrets of its own, without the devices.

import { Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { PRODUCT_KEY_PATTERN } from "../../../../src/spine/ids.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { fieldErrors } from "../../base/notice/problem.ts";
import { toastDone } from "../../base/toast.ts";
import type { Product } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { productCalls } from "../product-calls.ts";

function CopyForm({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [name, setName] = useState(t("life.copyName", { name: product.name }).slice(0, 128));
  const [productKey, setProductKey] = useState("");
  const copy = useMutation({
    mutationFn: () =>
      productCalls.copy(product.productKey, { name: name.trim(), ...(productKey !== "" && { productKey }) }),
    onSuccess: (made) => {
      toastDone(t("life.copied", { name: made.name }));
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      onClose();
      navigate(`/products/${encodeURIComponent(made.productKey)}`);
    },
  });
  const errors = fieldErrors(copy.error);
  const isKeyBad = productKey !== "" && !PRODUCT_KEY_PATTERN.test(productKey);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    copy.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t("product.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={errors.name}
          maxLength={128}
          data-autofocus
          withAsterisk
        />
        <TextInput
          label={t("product.key")}
          description={t("life.copyKeyNote")}
          value={productKey}
          onChange={(event) => setProductKey(event.currentTarget.value)}
          error={isKeyBad ? t("product.keyBad") : errors.productKey}
          spellCheck={false}
        />
        <FormEnd
          error={copy.error}
          isBusy={copy.isPending}
          isReady={name.trim() !== "" && !isKeyBad}
          label={t("life.copy")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

/** `product` undefined: it is closed. */
export function CopyDialog({ product, onClose }: { product: Product | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={product !== undefined}
      onClose={onClose}
      title={t("life.copyTitle")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {product && <CopyForm product={product} onClose={onClose} />}
    </Modal>
  );
}
