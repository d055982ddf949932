// What can be done with a template of one's own: say other things of it, replace it, delete it.

import { ActionIcon, Drawer, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDots, IconDownload, IconPencil, IconReplace, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Confirm } from "../../../base/confirm.tsx";
import { FormEnd } from "../../../base/form/form-end.tsx";
import { useMay } from "../../../base/role.ts";
import { toastDone, toastProblem } from "../../../base/toast.ts";
import { queryClient } from "../../../queries.ts";
import { ProductSelect } from "../../product-select.tsx";
import type { Template } from "../template-calls.ts";
import { draftOf, factsOf, unitOf, verificationOf, wrongFields } from "./facts-draft.ts";
import { FactsFields } from "./facts-fields.tsx";
import { ownCalls, refreshTemplates } from "./own-calls.ts";
import { Replacement } from "./replacement.tsx";

interface PartProps {
  readonly template: Template;
  readonly onClose: () => void;
}

function EditForm({ template, onClose }: PartProps) {
  const { t } = useTranslation();
  const { registerMap, verification, sources } = template;
  const [draft, setDraft] = useState(() => draftOf(template, { unit: registerMap.unit, verification }));
  const wrong = wrongFields(draft);
  const hasRegisters = registerMap.points.length > 0;
  const save = useMutation({
    mutationFn: () =>
      ownCalls.update(template, {
        ...factsOf(draft, sources),
        ...verificationOf(draft, verification),
        ...(hasRegisters && { unit: unitOf(draft) }),
      }),
    onSuccess: () => {
      refreshTemplates();
      toastDone(t("word.saved"));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.size === 0) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FactsFields
          draft={draft}
          put={(change) => setDraft((before) => ({ ...before, ...change }))}
          wrong={wrong}
          hasRegisters={hasRegisters}
        />
        <FormEnd
          error={save.error}
          isBusy={save.isPending}
          isReady={wrong.size === 0}
          label={t("word.save")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

function ReplaceForm({ template, onClose }: PartProps) {
  const { t } = useTranslation();
  const [productKey, setProductKey] = useState(template.own?.productKey ?? "");
  const { id, name } = template;
  return (
    <Stack gap="md">
      <Text size="sm">{t("own.replaceNote")}</Text>
      <ProductSelect
        label={t("product.product")}
        value={productKey === "" ? null : productKey}
        onChange={(chosen) => setProductKey(chosen ?? "")}
      />
      {productKey !== "" && <Replacement {...{ id, name, productKey }} onDone={onClose} />}
    </Stack>
  );
}

function DeleteQuestion({ template, onClose }: PartProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { name } = template;
  const remove = useMutation({
    mutationFn: () => ownCalls.remove(template),
    onSuccess: () => {
      toastDone(t("own.deleted", { name }));
      navigate("/product-templates");
      queryClient.removeQueries({ queryKey: ["product-template", template.id] });
      void queryClient.invalidateQueries({ queryKey: ["product-templates"] });
    },
    onError: (error) => {
      toastProblem(error, t);
      refreshTemplates();
      onClose();
    },
  });
  return (
    <Confirm
      isOpen
      isDanger
      title={t("own.deleteTitle", { name })}
      text={t("own.deleteText")}
      confirmLabel={t("own.delete")}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

type Open = "edit" | "replace" | "delete";

/** The menu of a template; those that come with Gantry can only be taken away as a file. */
export function OwnActions({ template }: { template: Template }) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage") && template.origin === "own";
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const labels = { closeButtonProps: { "aria-label": t("word.close") } };
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon size={36} variant="default" aria-label={t("life.more", { name: template.name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayWrite && (
            <>
              <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setOpen("edit")}>
                {t("own.edit")}
              </Menu.Item>
              <Menu.Item leftSection={<IconReplace size={15} />} onClick={() => setOpen("replace")}>
                {t("own.replaceTitle")}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            component="a"
            href={ownCalls.fileHref(template.id)}
            download
            leftSection={<IconDownload size={15} />}
          >
            {t("own.export")}
          </Menu.Item>
          {mayWrite && (
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => setOpen("delete")}>
              {t("own.delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Drawer
        opened={open === "edit"}
        onClose={close}
        position="right"
        size="lg"
        title={t("own.edit")}
        {...labels}
      >
        <EditForm template={template} onClose={close} />
      </Drawer>
      <Modal opened={open === "replace"} onClose={close} size="lg" title={t("own.replaceTitle")} {...labels}>
        <ReplaceForm template={template} onClose={close} />
      </Modal>
      {open === "delete" && <DeleteQuestion template={template} onClose={close} />}
    </>
  );
}
