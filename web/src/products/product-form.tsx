// Making a product.

import { Drawer, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { PRODUCT_KEY_PATTERN } from "../../../src/spine/ids.ts";
import { FormEnd } from "../base/form/form-end.tsx";
import { fieldErrors } from "../base/notice/problem.ts";
import { toastDone } from "../base/toast.ts";
import type { NodeType, ValidationLevel } from "../contract.ts";
import { queryClient } from "../queries.ts";
import { FurtherSettings, type FurtherValues, NO_FURTHER } from "./further-settings.tsx";
import { productCalls } from "./product-calls.ts";
import { NodeTypeChoice } from "./settings/connection-choices.tsx";
import { ValidationChoice } from "./settings/validation-choice.tsx";
import { TemplateDoor } from "./templates/template-door.tsx";

function useCreate(onClose: () => void) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: productCalls.create,
    onSuccess: (product) => {
      toastDone(t("product.created", { name: product.name }));
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      onClose();
      navigate(`/products/${encodeURIComponent(product.productKey)}`);
    },
  });
}

function Fields({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [productKey, setProductKey] = useState("");
  const [description, setDescription] = useState("");
  const [nodeType, setNodeType] = useState<NodeType>("direct");
  const [validation, setValidation] = useState<ValidationLevel>("warn");
  const [further, setFurther] = useState<FurtherValues>(NO_FURTHER);
  const create = useCreate(onClose);
  const errors = fieldErrors(create.error);
  const isKeyBad = productKey !== "" && !PRODUCT_KEY_PATTERN.test(productKey);
  const isReady = name.trim() !== "" && !isKeyBad;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { dialects, dataMode, productSecret, accessKey } = further;
    if (!isReady) return;
    create.mutate({
      ...{ name: name.trim(), nodeType, validation },
      ...(productKey !== "" && { productKey }),
      ...(description.trim() !== "" && { description: description.trim() }),
      ...{ dialects, dataMode },
      ...(productSecret !== "" && { productSecret }),
      ...(accessKey !== "" && { accessKey }),
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TemplateDoor />
        <TextInput
          label={t("product.name")}
          description={t("product.nameNote")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={errors.name}
          maxLength={128}
          data-autofocus
          withAsterisk
        />
        <TextInput
          label={t("product.key")}
          description={t("product.keyNote")}
          value={productKey}
          onChange={(event) => setProductKey(event.currentTarget.value)}
          error={isKeyBad ? t("product.keyBad") : errors.productKey}
          spellCheck={false}
        />
        <Textarea
          label={t("product.description")}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={1000}
        />
        <NodeTypeChoice value={nodeType} onChange={setNodeType} />
        <ValidationChoice value={validation} onChange={setValidation} />
        <FurtherSettings value={further} errors={errors} onChange={setFurther} />
        <FormEnd
          error={create.error}
          isBusy={create.isPending}
          isReady={isReady}
          label={t("product.create")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function ProductForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="md"
      title={t("product.new")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <Fields onClose={onClose} />
    </Drawer>
  );
}
