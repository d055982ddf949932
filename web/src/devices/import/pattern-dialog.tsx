// Many devices by a pattern of names, with what it stands for beneath it as one types.

import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../base/notice/problem.ts";
import { formatCount } from "../../base/quantity.ts";
import { useReach } from "../../base/role.ts";
import { toastProblem } from "../../base/toast.ts";
import type { Job } from "../../jobs/job-calls.ts";
import { JobProgress } from "../../jobs/job-progress.tsx";
import { ProductSelect } from "../../products/product-select.tsx";
import { queryClient } from "../../queries.ts";
import { groupsQuery } from "../groups/use-groups.ts";
import { importCalls, type Pattern, type PatternPreview } from "./import-calls.ts";

interface PatternDialogProps {
  readonly isOpen: boolean;
  readonly productKey?: string;
  readonly onClose: () => void;
}

/** `a=1;b=2` as tags; what is no pair is left out. */
function tagsOf(text: string): Record<string, string> {
  const pairs = text
    .split(/[;；]/)
    .map((pair) => pair.split("="))
    .filter(([key = ""]) => key.trim() !== "");
  return Object.fromEntries(pairs.map(([key = "", ...value]) => [key.trim(), value.join("=").trim()]));
}

function Names({ preview }: { preview: PatternPreview }) {
  const { t } = useTranslation();
  const line = ({ deviceName, name, group }: PatternPreview["first"][number]) =>
    [deviceName, name, group].filter((part) => part !== "").join(" · ");
  return (
    <div>
      <Text size="sm" fw={600}>
        {t("pattern.count", { total: formatCount(preview.count) })}
      </Text>
      <ul className="pattern-names">
        {preview.first.map((row) => (
          <li key={row.deviceName}>{line(row)}</li>
        ))}
        {preview.last && (
          <>
            <li aria-hidden="true">{t("pattern.more")}</li>
            <li>{line(preview.last)}</li>
          </>
        )}
      </ul>
      {preview.existing > 0 && (
        <Text size="sm" c="var(--warn)">
          {t("pattern.existing", { total: formatCount(preview.existing) })}
        </Text>
      )}
    </div>
  );
}

interface Form extends Omit<Pattern, "tags"> {
  readonly name: string;
  readonly group: string;
  readonly tags: string;
}

/** What the pattern stands for, once one has stopped typing. */
function usePreview(pattern: Pattern) {
  const [settled] = useDebouncedValue(pattern, 250);
  const isAskable = settled.productKey !== "" && settled.pattern !== "";
  const preview = useQuery({
    queryKey: ["pattern", settled],
    queryFn: ({ signal }) => importCalls.previewPattern(settled, signal),
    enabled: isAskable,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isReady = isAskable && preview.isSuccess && !preview.isPlaceholderData;
  return { preview, isAskable, isReady };
}

function PatternFields({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const { t } = useTranslation();
  const { hasUngrouped } = useReach();
  const put = (name: keyof Form) => (event: { currentTarget: { value: string } }) =>
    onChange({ ...form, [name]: event.currentTarget.value });
  return (
    <>
      <TextInput
        label={t("pattern.pattern")}
        description={t("pattern.patternNote")}
        placeholder={t("pattern.example")}
        value={form.pattern}
        required
        data-autofocus
        onChange={put("pattern")}
      />
      {(["nickname", "group", "tags"] as const).map((field) => (
        <TextInput
          key={field}
          label={t(`pattern.${field}`)}
          description={
            field === "group" && !hasUngrouped ? t("pattern.groupReached") : t(`pattern.${field}Note`)
          }
          required={field === "group" && !hasUngrouped}
          value={form[field === "nickname" ? "name" : field]}
          onChange={put(field === "nickname" ? "name" : field)}
        />
      ))}
    </>
  );
}

function PatternForm({
  productKey,
  onStarted,
}: {
  productKey: string | undefined;
  onStarted: (job: Job) => void;
}) {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>({
    productKey: productKey ?? "",
    pattern: "",
    name: "",
    group: "",
    tags: "",
  });
  const { hasUngrouped } = useReach();
  const { data: tree } = useQuery({ ...groupsQuery(), enabled: !hasUngrouped });
  const first = tree?.items[0]?.path.replaceAll(" / ", "/") ?? "";
  // Where a device must stand in a group, the first that is reached is written down for a start.
  useEffect(() => {
    setForm((before) => (before.group === "" ? { ...before, group: first } : before));
  }, [first]);
  const pattern: Pattern = { ...form, tags: tagsOf(form.tags) };
  const { preview, isAskable, isReady } = usePreview(pattern);
  const create = useMutation({
    mutationFn: () => importCalls.generate(pattern),
    onSuccess: onStarted,
    onError: (error) => toastProblem(error, t),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) create.mutate();
      }}
    >
      <Stack gap="sm">
        {productKey === undefined && (
          <ProductSelect
            label={t("pattern.product")}
            value={form.productKey || null}
            required
            onChange={(value) => setForm({ ...form, productKey: value ?? "" })}
          />
        )}
        <PatternFields form={form} onChange={setForm} />
        {isAskable && preview.isError && (
          <Alert color="red" role="alert">
            {problemText(preview.error, t)}
          </Alert>
        )}
        {isAskable && preview.data && !preview.isError && <Names preview={preview.data} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            {t("pattern.create", { total: formatCount(isReady ? (preview.data?.count ?? 0) : 0) })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function PatternDialog({ isOpen, productKey, onClose }: PatternDialogProps) {
  const { t } = useTranslation();
  const [job, setJob] = useState<Job | undefined>();
  const close = () => {
    setJob(undefined);
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={job ? t("pattern.creating") : t("pattern.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {job === undefined ? (
        <PatternForm productKey={productKey} onStarted={setJob} />
      ) : (
        <Stack gap="md">
          <JobProgress
            id={job.id}
            onEnded={() => void queryClient.invalidateQueries({ queryKey: ["devices"] })}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("pattern.close")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
