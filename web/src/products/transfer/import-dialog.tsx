// A product from its file: first what it would do, then that and nothing else.

import { Button, FileButton, Group, Modal, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { PRODUCT_KEY_PATTERN } from "../../../../src/spine/ids.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { problemText } from "../../base/notice/problem.ts";
import { toastDone } from "../../base/toast.ts";
import type { Watch } from "../../base/upload/send-file.ts";
import { UploadProgress } from "../../base/upload/upload-progress.tsx";
import { useUpload } from "../../base/upload/use-upload.ts";
import { ApiError } from "../../call.ts";
import { queryClient } from "../../queries.ts";
import { type ProductImport, productCalls } from "../product-calls.ts";

interface ChosenFile {
  readonly name: string;
  readonly bundle: unknown;
}

/** A value in one line, cut where it is long. */
function shortText(value: unknown): string {
  if (value === undefined || value === null) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function Differences({ plan }: { plan: ProductImport }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Text size="sm" fw={550} role="status">
        {t(`life.plan.${plan.action}`, { productKey: plan.productKey, count: plan.differences.length })}
      </Text>
      {plan.differences.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <section className="paste-preview" tabIndex={0} aria-label={t("life.differences")}>
          <Table verticalSpacing={4} aria-label={t("life.differences")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("life.what")}</Table.Th>
                <Table.Th>{t("life.before")}</Table.Th>
                <Table.Th>{t("life.after")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {plan.differences.map(({ path, kind, before, after }) => (
                <Table.Tr key={path}>
                  <Table.Td ff="monospace">{path}</Table.Td>
                  {before === undefined && after === undefined ? (
                    <Table.Td colSpan={2}>{t(`life.kind.${kind}`)}</Table.Td>
                  ) : (
                    <>
                      <Table.Td>{shortText(before)}</Table.Td>
                      <Table.Td>{shortText(after)}</Table.Td>
                    </>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      {plan.left.map(({ code, text }) => (
        <Notice key={`${code} ${text}`} tone="warn">
          {t("life.leftOut", { text })}
        </Notice>
      ))}
    </Stack>
  );
}

function Problems({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const errors = error instanceof ApiError ? error.errors : [];
  return (
    <Notice tone="bad" isUrgent>
      {errors.length === 0
        ? problemText(error, t)
        : errors.slice(0, 20).map(({ path, message }) => (
            <div key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </div>
          ))}
    </Notice>
  );
}

function FileChoice({ file, onFile }: { file: ChosenFile | undefined; onFile: (file: ChosenFile) => void }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string>();
  const read = async (chosen: File | null) => {
    if (chosen === null) return;
    try {
      onFile({ name: chosen.name, bundle: JSON.parse(await chosen.text()) as unknown });
      setProblem(undefined);
    } catch {
      setProblem(t("life.notFile"));
    }
  };
  return (
    <>
      <Group gap="sm">
        <FileButton accept=".json,application/json" onChange={(chosen) => void read(chosen)}>
          {(button) => (
            <Button {...button} variant="default" leftSection={<IconFileImport size={16} />}>
              {t("life.chooseFile")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {file?.name ?? t("life.noFile")}
        </Text>
      </Group>
      {problem && <Notice tone="bad">{problem}</Notice>}
    </>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [file, setFile] = useState<ChosenFile>();
  const [productKey, setProductKey] = useState("");
  const isKeyBad = productKey !== "" && !PRODUCT_KEY_PATTERN.test(productKey);
  const ask = ({ bundle }: ChosenFile, dryRun: boolean, watch: Watch) =>
    productCalls.import({ bundle, dryRun, ...(productKey !== "" && { productKey }) }, watch);
  const plan = useUpload({ send: (chosen: ChosenFile, watch) => ask(chosen, true, watch) });
  const run = useUpload({
    send: (chosen: ChosenFile, watch) => ask(chosen, false, watch),
    onSuccess: (done) => {
      toastDone(t("life.imported", { productKey: done.productKey }));
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      void queryClient.invalidateQueries({ queryKey: ["model", done.productKey] });
      onClose();
      navigate(`/products/${encodeURIComponent(done.productKey)}`);
    },
  });
  const forget = () => {
    plan.reset();
    run.reset();
  };
  const isReady = plan.data !== undefined && plan.data.action !== "unchanged";
  return (
    <Stack gap="md">
      <Text size="sm">{t("life.importNote")}</Text>
      <FileChoice
        file={file}
        onFile={(chosen) => {
          setFile(chosen);
          forget();
          plan.mutate(chosen);
        }}
      />
      <TextInput
        label={t("life.otherKey")}
        description={t("life.otherKeyNote")}
        value={productKey}
        onChange={(event) => {
          setProductKey(event.currentTarget.value);
          forget();
        }}
        error={isKeyBad ? t("product.keyBad") : undefined}
        spellCheck={false}
      />
      <UploadProgress upload={run.isPending ? run : plan} name={file?.name} isFinal={run.isPending} />
      <Problems error={run.error ?? plan.error} />
      {plan.data && <Differences plan={plan.data} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("word.cancel")}
        </Button>
        {isReady ? (
          <Button loading={run.isPending} onClick={() => file && run.mutate(file)}>
            {t("life.import")}
          </Button>
        ) : (
          <Button
            loading={plan.isPending}
            disabled={file === undefined || isKeyBad}
            onClick={() => file && plan.mutate(file)}
          >
            {t("life.check")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

export function ImportDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("life.importTitle")}
      size="lg"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {isOpen && <ImportForm onClose={onClose} />}
    </Modal>
  );
}
