// One template: what it measures, where that lies, who says so; and the product to be made of it.

import { Badge, Button, Code, Drawer, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { PRODUCT_KEY_PATTERN } from "../../../../src/spine/ids.ts";
import { FormEnd } from "../../base/form/form-end.tsx";
import { fieldErrors } from "../../base/notice/problem.ts";
import { Page } from "../../base/page.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { OwnActions } from "./own/own-actions.tsx";
import { createFromTemplate, type Template, templateQuery } from "./template-calls.ts";
import { TemplateContent } from "./template-content.tsx";

const CRUMBS = [
  { key: "product.title", to: "/products" },
  { key: "template.title", to: "/product-templates" },
] as const;

function useUse(hasRegisters: boolean) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: createFromTemplate,
    onSuccess: (product) => {
      toastDone(t("template.created", { name: product.name }));
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      navigate(`/products/${encodeURIComponent(product.productKey)}${hasRegisters ? "/registers" : ""}`);
    },
  });
}

function UseForm({ template, onClose }: { template: Template; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(template.name);
  const [productKey, setProductKey] = useState("");
  const create = useUse(template.registerMap.points.length > 0);
  const errors = fieldErrors(create.error);
  const isKeyBad = productKey !== "" && !PRODUCT_KEY_PATTERN.test(productKey);
  const isReady = name.trim() !== "" && !isKeyBad;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) create.mutate({ id: template.id, name: name.trim(), productKey });
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
          description={t("product.keyNote")}
          value={productKey}
          onChange={(event) => setProductKey(event.currentTarget.value)}
          error={isKeyBad ? t("product.keyBad") : errors.productKey}
          spellCheck={false}
        />
        <FormEnd
          error={create.error}
          isBusy={create.isPending}
          isReady={isReady}
          label={t("template.create")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function TemplatePage({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const [isOpen, setIsOpen] = useState(false);
  const template = useQuery(templateQuery(id, i18n.language));
  const close = () => setIsOpen(false);
  return (
    <Page
      title={template.data?.name ?? id}
      crumbs={CRUMBS.map(({ key, to }) => ({ label: t(key), to }))}
      aside={
        template.data && (
          <Group gap="xs">
            {template.data.origin === "own" && <Badge variant="light">{t("own.badge")}</Badge>}
            <Badge variant="default">{t(`template.family.${template.data.family}`)}</Badge>
            <Code>{id}</Code>
          </Group>
        )
      }
      lead={template.data?.description}
      actions={
        template.data && (
          <>
            {mayWrite && (
              <Button leftSection={<IconPlus size={16} />} onClick={() => setIsOpen(true)}>
                {t("template.use")}
              </Button>
            )}
            <OwnActions template={template.data} />
          </>
        )
      }
    >
      <Loaded query={template}>{(answer) => <TemplateContent template={answer} />}</Loaded>
      {template.data && (
        <Drawer
          opened={isOpen}
          onClose={close}
          position="right"
          size="md"
          title={t("template.use")}
          closeButtonProps={{ "aria-label": t("word.close") }}
        >
          <UseForm template={template.data} onClose={close} />
        </Drawer>
      )}
    </Page>
  );
}
