// The product that moves in: key, secret, thing model.

import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { PRODUCT_KEY_PATTERN } from "../../../src/spine/ids.ts";
import { ExplainedChoice } from "../base/form/explained-choice.tsx";
import { Panel } from "../base/panel.tsx";
import { Failed } from "../base/states.tsx";
import { DropArea } from "../base/upload/drop-area.tsx";
import { UploadProgress } from "../base/upload/upload-progress.tsx";
import { useUpload } from "../base/upload/use-upload.ts";
import type { NodeType, Product } from "../contract.ts";
import { queryClient } from "../queries.ts";
import { type ImportedModel, moveInCalls } from "./move-in-calls.ts";
import { ORIGINS, type Origin } from "./origins.ts";

export interface MovedProduct {
  readonly product: Product;
  readonly isNew: boolean;
  readonly model: ImportedModel | undefined;
}

interface ProductStepProps {
  readonly origin: Origin;
  readonly onOrigin: (origin: Origin) => void;
  readonly onDone: (moved: MovedProduct) => void;
}

interface Form {
  readonly productKey: string;
  readonly name: string;
  readonly nodeType: NodeType;
  readonly secret: string;
}

/** The TSL names its product: what is in the file need not be typed. */
async function keyIn(file: File): Promise<string | undefined> {
  const text = file.size < 2_000_000 ? await file.text() : "";
  return /"(?:productKey|productId)"\s*:\s*"([A-Za-z0-9_-]{1,64})"/.exec(text)?.[1];
}

function SecretField({
  origin,
  value,
  onChange,
}: {
  origin: Origin;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const isAlibaba = origin === "alibaba";
  return (
    <TextInput
      label={isAlibaba ? t("moveIn.secret") : t("moveIn.accessKey")}
      description={isAlibaba ? t("moveIn.secretNote") : t("moveIn.accessKeyNote")}
      value={value}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ModelFile({ file, onFile }: { file: File | undefined; onFile: (file: File | undefined) => void }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("moveIn.modelTitle")}>
      {file === undefined ? (
        <DropArea
          title={t("moveIn.modelDrop")}
          note={t("moveIn.modelNote")}
          chooseLabel={t("moveIn.choose")}
          accept=".json,.zip,.csv,.xlsx"
          onFile={onFile}
        />
      ) : (
        <Group justify="space-between">
          <Text size="sm">{t("moveIn.modelChosen", { name: file.name })}</Text>
          <Button size="xs" variant="default" onClick={() => onFile(undefined)}>
            {t("moveIn.modelSkip")}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

function ProductFields(props: {
  origin: Origin;
  form: Form;
  isKeyBad: boolean;
  onChange: (part: Partial<Form>) => void;
}) {
  const { t } = useTranslation();
  const { origin, form, isKeyBad, onChange } = props;
  const nodeTypes = (["direct", "gateway", "sub"] as const).map((value) => ({
    value,
    label: t(`nodeType.${value}`),
  }));
  return (
    <Panel title={t("moveIn.productTitle")} note={t("moveIn.productNote")}>
      <Stack gap="sm">
        <TextInput
          label={origin === "alibaba" ? t("moveIn.key") : t("moveIn.keyOneNet")}
          description={t("moveIn.keyNote")}
          value={form.productKey}
          required
          error={isKeyBad && t("product.keyBad")}
          onChange={(event) => onChange({ productKey: event.currentTarget.value.trim() })}
        />
        <TextInput
          label={t("moveIn.name")}
          value={form.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <Select
          label={t("moveIn.nodeType")}
          data={nodeTypes}
          value={form.nodeType}
          allowDeselect={false}
          onChange={(value) => onChange({ nodeType: (value ?? "direct") as NodeType })}
        />
        <SecretField origin={origin} value={form.secret} onChange={(secret) => onChange({ secret })} />
      </Stack>
    </Panel>
  );
}

export function ProductStep({ origin, onOrigin, onDone }: ProductStepProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>({ productKey: "", name: "", nodeType: "direct", secret: "" });
  const [file, setFile] = useState<File | undefined>();
  const put = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));
  const isKeyBad = form.productKey !== "" && !PRODUCT_KEY_PATTERN.test(form.productKey);
  const save = useUpload({
    async send(model: File | undefined, watch): Promise<MovedProduct> {
      const secret = form.secret.trim();
      const secrets =
        secret === "" ? {} : origin === "alibaba" ? { productSecret: secret } : { accessKey: secret };
      const { productKey, nodeType } = form;
      const name = form.name.trim() || productKey;
      const { product, isNew } = await moveInCalls.ensureProduct({ productKey, name, nodeType, ...secrets });
      const read = model && (await moveInCalls.importModel(productKey, model, watch));
      return { product, isNew, model: read };
    },
    onSuccess(moved) {
      void queryClient.invalidateQueries({ queryKey: ["products"] });
      onDone(moved);
    },
  });
  const takeModel = (chosen: File | undefined) => {
    setFile(chosen);
    if (chosen) void keyIn(chosen).then((key) => key && put({ productKey: form.productKey || key }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.productKey !== "" && !isKeyBad) save.mutate(file);
  };
  const origins = ORIGINS.map((value) => ({
    ...{ value, label: t(`moveIn.origins.${value}`), note: t(`moveIn.origins.${value}Note`) },
  }));
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Panel>
          <ExplainedChoice<Origin>
            label={t("moveIn.origin")}
            value={origin}
            options={origins}
            onChange={onOrigin}
          />
        </Panel>
        <ModelFile file={file} onFile={takeModel} />
        <ProductFields {...{ origin, form, isKeyBad }} onChange={put} />
        {file && <UploadProgress upload={save} name={file.name} isFinal />}
        {save.isError && <Failed error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={form.productKey === "" || isKeyBad} loading={save.isPending}>
            {t("moveIn.next")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
