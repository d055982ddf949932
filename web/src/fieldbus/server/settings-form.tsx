// How registers are served: who may connect, what is answered for missing and old values, serial lines.

import { Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import {
  MISSING_ANSWERS,
  READ_ONLY_ANSWERS,
  type ServerSettings,
  STALE_ANSWERS,
  WRITE_ANSWERS,
  WRITE_RULES,
} from "../../../../src/spine/fieldbus.ts";
import { DraftForm, FormDrawer, useDraft } from "../../base/form/draft-form.tsx";
import { PortRow } from "./port-row.tsx";
import {
  draftSettings,
  NEW_PORT,
  type PortDraft,
  readSettings,
  type SettingsDraft,
} from "./settings-draft.ts";

interface SettingsFormProps {
  readonly settings: ServerSettings;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSave: (settings: ServerSettings) => void;
  readonly onClose: () => void;
}

interface FieldsProps {
  readonly draft: SettingsDraft;
  readonly wrong: ReadonlySet<string>;
  readonly put: (change: Partial<SettingsDraft>) => void;
}

type TextName =
  | "maxConnections"
  | "idleS"
  | "maxRequestsPerS"
  | "maxWritesPerS"
  | "staleAfterS"
  | "writeWaitMs"
  | "writeRefreshS";

function Field({ name, props: { draft, wrong, put } }: { name: TextName; props: FieldsProps }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t(`served.${name}`)}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && t("fieldbus.wrong")}
      inputMode="numeric"
    />
  );
}

function Clients(props: FieldsProps) {
  const { t } = useTranslation();
  const { draft, wrong, put } = props;
  return (
    <>
      <Textarea
        label={t("served.allowed")}
        description={t("served.allowedNote")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={"192.168.1.20\n10.1.0.0/16"}
        value={draft.allowed}
        onChange={(event) => put({ allowed: event.currentTarget.value })}
        error={wrong.has("allowed") && t("served.allowedWrong")}
        autosize
        minRows={2}
        spellCheck={false}
      />
      <Group grow align="flex-start">
        <Field name="maxConnections" props={props} />
        <Field name="idleS" props={props} />
        <Field name="maxRequestsPerS" props={props} />
      </Group>
    </>
  );
}

function Answers(props: FieldsProps) {
  const { t } = useTranslation();
  const { draft, put } = props;
  return (
    <>
      <Select
        label={t("served.missing")}
        value={draft.missing}
        data={MISSING_ANSWERS.map((value) => ({ value, label: t(`served.missingAs.${value}`) }))}
        onChange={(missing) => missing && put({ missing: missing as SettingsDraft["missing"] })}
        allowDeselect={false}
      />
      <Group grow align="flex-start">
        <Select
          label={t("served.stale")}
          value={draft.stale}
          data={STALE_ANSWERS.map((value) => ({ value, label: t(`served.staleAs.${value}`) }))}
          onChange={(stale) => stale && put({ stale: stale as SettingsDraft["stale"] })}
          allowDeselect={false}
        />
        <Field name="staleAfterS" props={props} />
      </Group>
    </>
  );
}

function Writes(props: FieldsProps) {
  const { t } = useTranslation();
  const { draft, put } = props;
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("served.writeAnswer")}
          value={draft.writeAnswer}
          data={WRITE_ANSWERS.map((value) => ({ value, label: t(`served.writeAs.${value}`) }))}
          onChange={(answer) => answer && put({ writeAnswer: answer as SettingsDraft["writeAnswer"] })}
          allowDeselect={false}
        />
        <Field name="maxWritesPerS" props={props} />
      </Group>
      {draft.writeAnswer === "done" && <Field name="writeWaitMs" props={props} />}
      <Group grow align="flex-start">
        <Select
          label={t("served.writes")}
          description={t("served.writesNote")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={draft.writes}
          data={WRITE_RULES.map((value) => ({ value, label: t(`served.writesAs.${value}`) }))}
          onChange={(writes) => writes && put({ writes: writes as SettingsDraft["writes"] })}
          allowDeselect={false}
        />
        {draft.writes === "changes" && <Field name="writeRefreshS" props={props} />}
      </Group>
      <Select
        label={t("served.readOnly")}
        value={draft.readOnly}
        data={READ_ONLY_ANSWERS.map((value) => ({ value, label: t(`served.readOnlyAs.${value}`) }))}
        onChange={(readOnly) => readOnly && put({ readOnly: readOnly as SettingsDraft["readOnly"] })}
        allowDeselect={false}
      />
    </>
  );
}

function Ports({ draft, wrong, put }: FieldsProps) {
  const { t } = useTranslation();
  const { ports } = draft;
  const set = (id: number, change: Partial<PortDraft>) =>
    put({ ports: ports.map((port) => (port.id === id ? { ...port, ...change } : port)) });
  const add = () =>
    put({ ports: [...ports, { ...NEW_PORT, id: Math.max(-1, ...ports.map(({ id }) => id)) + 1 }] });
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600}>
          {t("served.ports")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("served.portsNote")}
        </Text>
      </div>
      {ports.map((port, at) => (
        <PortRow
          key={port.id}
          port={port}
          wrong={(name) => wrong.has("ports") || wrong.has(`ports.${at}.${name}`)}
          put={(change) => set(port.id, change)}
          onRemove={() => put({ ports: ports.filter(({ id }) => id !== port.id) })}
        />
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} onClick={add}>
          {t("served.addPort")}
        </Button>
      </Group>
    </Stack>
  );
}

function Form({ settings, isBusy, error, onSave, onClose }: SettingsFormProps) {
  const state = useDraft(() => draftSettings(settings));
  const { draft, put, isTried } = state;
  const read = readSettings(draft);
  const fields: FieldsProps = { draft, put, wrong: isTried ? read.wrong : new Set() };
  const { settings: made } = read;
  return (
    <DraftForm {...{ state, isBusy, error, onClose }} onSave={made && (() => onSave(made))}>
      <Clients {...fields} />
      <Answers {...fields} />
      <Writes {...fields} />
      <Ports {...fields} />
    </DraftForm>
  );
}

export function SettingsForm({ isOpen, ...props }: SettingsFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <FormDrawer isOpen={isOpen} size="lg" title={t("served.title")} onClose={props.onClose}>
      <Form {...props} />
    </FormDrawer>
  );
}
