// Editing one property, event or service; what is wrong shows beside its field before anything is saved.

import { Button, Drawer, Group, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Property } from "../../../contract.ts";
import { RetentionField } from "../../settings/retention-field.tsx";
import { CalculatedField } from "../../streams/calculated-field.tsx";
import { type FeatureDraft, TYPE_NAMES } from "../draft/feature-draft.ts";
import { type ReadingErrors, readFeature } from "../draft/reading.ts";
import type { RowKind } from "../draft/sheet.ts";
import { ParameterList } from "./parameter-list.tsx";
import { TypeEditor } from "./type-editor.tsx";
import { useErrorText } from "./type-field.ts";

interface PartProps {
  readonly draft: FeatureDraft;
  readonly errors: ReadingErrors;
  readonly put: (change: Partial<FeatureDraft>) => void;
}

function Head({ draft, errors, put }: PartProps) {
  const { t } = useTranslation();
  const errorAt = useErrorText(errors);
  return (
    <>
      <TextInput
        label={t("model.identifier")}
        description={t("model.identifierNote")}
        value={draft.identifier}
        onChange={(event) => put({ identifier: event.currentTarget.value })}
        error={errorAt("identifier")}
        spellCheck={false}
        autoCapitalize="none"
        data-autofocus
        withAsterisk
      />
      <TextInput
        label={t("model.name")}
        description={t("model.nameNote")}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
        error={errorAt("name")}
        maxLength={128}
        withAsterisk
      />
    </>
  );
}

/** A calculated property is read-only. */
function Source({ draft, put }: Pick<PartProps, "draft" | "put">) {
  const { feature, errors } = readFeature("properties", draft, new Set());
  return (
    <CalculatedField
      property={Object.keys(errors).length === 0 ? (feature as Property) : undefined}
      value={draft.calculated}
      onChange={(calculated) => put({ calculated, ...(calculated && { accessMode: "r" }) })}
    />
  );
}

function PropertyPart({ draft, errors, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <TypeEditor
        draft={draft.type}
        types={TYPE_NAMES}
        path="dataType"
        errors={errors}
        onChange={(type) => put({ type })}
      />
      <Source draft={draft} put={put} />
      <Select
        label={t("model.accessMode")}
        disabled={draft.calculated !== undefined}
        value={draft.accessMode}
        onChange={(value) => value && put({ accessMode: value as FeatureDraft["accessMode"] })}
        data={(["r", "rw", "w"] as const).map((mode) => ({ value: mode, label: t(`access.${mode}`) }))}
      />
      <Switch
        label={t("model.required")}
        description={t("model.requiredNote")}
        checked={draft.isRequired}
        onChange={(event) => put({ isRequired: event.currentTarget.checked })}
      />
      <RetentionField
        value={draft.retentionDays}
        note={t("model.retentionNote")}
        onChange={(retentionDays) => put({ retentionDays })}
      />
    </>
  );
}

function EventPart({ draft, errors, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t("model.level")}
        value={draft.level}
        onChange={(value) => value && put({ level: value as FeatureDraft["level"] })}
        data={(["info", "alert", "error"] as const).map((level) => ({
          value: level,
          label: t(`level.${level}`),
        }))}
      />
      <Output draft={draft} errors={errors} put={put} />
    </>
  );
}

function Output({ draft, errors, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <ParameterList
      title={t("model.output")}
      addLabel={t("model.addParameter")}
      list={draft.output}
      types={TYPE_NAMES}
      editor={TypeEditor}
      path="output"
      errors={errors}
      onChange={(output) => put({ output })}
    />
  );
}

function ServicePart({ draft, errors, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t("model.callType")}
        value={draft.callType}
        onChange={(value) => value && put({ callType: value as FeatureDraft["callType"] })}
        data={(["async", "sync"] as const).map((type) => ({ value: type, label: t(`callType.${type}`) }))}
      />
      <ParameterList
        title={t("model.input")}
        addLabel={t("model.addParameter")}
        list={draft.input}
        types={TYPE_NAMES}
        editor={TypeEditor}
        path="input"
        errors={errors}
        onChange={(input) => put({ input })}
      />
      <Output draft={draft} errors={errors} put={put} />
    </>
  );
}

export interface FeatureFormProps {
  readonly kind: RowKind;
  readonly draft: FeatureDraft;
  /** What is wrong with it among the others. */
  readonly check: (draft: FeatureDraft) => ReadingErrors;
  readonly onApply: (draft: FeatureDraft) => void;
  readonly onClose: () => void;
}

function Form({ kind, draft: first, check, onApply, onClose }: FeatureFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(first);
  // Of a feature that is there already everything that is wrong shows at once.
  const [isTried, setIsTried] = useState(first.identifier !== "");
  const errors = isTried ? check(draft) : {};
  const put = (change: Partial<FeatureDraft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    setIsTried(true);
    if (Object.keys(check(draft)).length === 0) return onApply(draft);
    const form = event.currentTarget;
    requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const part = { draft, errors, put };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Head {...part} />
        {kind === "properties" && <PropertyPart {...part} />}
        {kind === "events" && <EventPart {...part} />}
        {kind === "services" && <ServicePart {...part} />}
        <Textarea
          label={t("model.description")}
          value={draft.description}
          onChange={(event) => put({ description: event.currentTarget.value })}
          autosize
          minRows={2}
          maxLength={1000}
        />
        <Group justify="flex-end" gap="xs" className="form-end">
          <Button variant="default" onClick={onClose}>
            {t("word.cancel")}
          </Button>
          <Button type="submit">{t("model.apply")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** `opened` undefined: it is closed. */
export function FeatureForm(props: {
  title: string;
  opened: FeatureFormProps | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={props.opened !== undefined}
      onClose={props.onClose}
      position="right"
      size="lg"
      title={props.title}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {props.opened && <Form {...props.opened} />}
    </Drawer>
  );
}
