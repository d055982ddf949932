// The thing model as JSON: read it, download it, or replace it by ours or an Alibaba TSL document.

import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconDownload, IconFileImport } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { CodeBlock } from "../../base/copy.tsx";
import { download } from "../../base/download.ts";
import { Notice } from "../../base/notice.tsx";
import { toastProblem } from "../../base/toast.ts";
import type { Product, ThingModel } from "../../contract.ts";

interface ModelJsonProps {
  readonly product: Product;
  readonly model: ThingModel;
  readonly isEditable: boolean;
  readonly isBusy: boolean;
  readonly onImport: (document: unknown) => void;
}

function parse(text: string): { document: unknown } | { problem: string } {
  try {
    const document: unknown = JSON.parse(text);
    return { document };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function ImportForm({
  isBusy,
  onImport,
  onClose,
}: {
  isBusy: boolean;
  onImport: (document: unknown) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const submit = () => {
    const result = parse(text);
    if ("problem" in result) return setProblem(result.problem);
    onImport(result.document);
    onClose();
  };
  const readFile = async (file: File | undefined) => {
    if (file) setText(await file.text());
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{t("model.importNote")}</Text>
      <input
        type="file"
        accept=".json,application/json"
        aria-label={t("model.chooseFile")}
        onChange={(event) => void readFile(event.currentTarget.files?.[0])}
      />
      <Textarea
        label={t("model.orPaste")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setProblem(undefined);
        }}
        minRows={10}
        maxRows={18}
        autosize
        spellCheck={false}
        classNames={{ input: "mono" }}
        data-autofocus
      />
      {problem && (
        <Notice tone="bad" isUrgent>
          {t("model.notJson")} {problem}
        </Notice>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("word.cancel")}
        </Button>
        <Button onClick={submit} disabled={text.trim() === ""} loading={isBusy}>
          {t("model.importYes")}
        </Button>
      </Group>
    </Stack>
  );
}

function TslDownload({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const fetchTsl = useMutation({
    mutationFn: () => api.tsl(productKey),
    onSuccess: (tsl) => download(`${productKey}-tsl.json`, JSON.stringify(tsl, null, 2), "application/json"),
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={15} />}
      loading={fetchTsl.isPending}
      onClick={() => fetchTsl.mutate()}
    >
      {t("model.exportTsl")}
    </Button>
  );
}

export function ModelJson({ product, model, isEditable, isBusy, onImport }: ModelJsonProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const text = JSON.stringify(model, null, 2);
  return (
    <Stack gap="sm" p="md" pt={0}>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} />}
          onClick={() => download(`${product.productKey}-thing-model.json`, text, "application/json")}
        >
          {t("model.export")}
        </Button>
        <TslDownload productKey={product.productKey} />
        {isEditable && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileImport size={15} />}
            onClick={() => setIsOpen(true)}
          >
            {t("model.import")}
          </Button>
        )}
      </Group>
      <CodeBlock code={text} label={t("model.title")} />
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("model.import")}
        size="lg"
        closeButtonProps={{ "aria-label": t("word.close") }}
      >
        <ImportForm isBusy={isBusy} onImport={onImport} onClose={() => setIsOpen(false)} />
      </Modal>
    </Stack>
  );
}
