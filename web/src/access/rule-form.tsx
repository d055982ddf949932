// A rule of the access list, made or changed.

import { Checkbox, Modal, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRoleChoices } from "../accounts/roles/use-roles.ts";
import { api } from "../api.ts";
import { FormEnd } from "../base/form/form-end.tsx";
import { EditOf } from "../edit/held.tsx";
import { queries, queryClient } from "../queries.ts";
import { type AccessRule, type AccessRuleDraft, type Qos, RULE_ACTIONS, RULE_SUBJECTS } from "./contract.ts";

const NEW: AccessRuleDraft = {
  effect: "allow",
  subjectKind: "key",
  subjectName: "",
  action: "subscribe",
  pattern: "",
  maxQos: 2,
  isRetainAllowed: true,
  notes: "",
};

interface FieldProps {
  readonly draft: AccessRuleDraft;
  readonly put: (change: Partial<AccessRuleDraft>) => void;
}

function SubjectName({ draft: { subjectKind, subjectName }, put }: FieldProps) {
  const { t } = useTranslation();
  const keys = useQuery({ ...queries.keys(), enabled: subjectKind === "key" });
  const roles = useRoleChoices();
  const label = t("acl.subject");
  const onChange = (value: string | null) => put({ subjectName: value ?? "" });
  if (subjectKind === "everyone")
    return (
      <Text size="xs" c="dimmed" style={{ alignSelf: "end" }}>
        {t("acl.everyoneNote")}
      </Text>
    );
  if (subjectKind === "role") {
    return <Select label={label} value={subjectName || null} onChange={onChange} data={roles} />;
  }
  if (subjectKind === "key") {
    const data = (keys.data?.items ?? []).map(({ keyId, name }) => ({ value: keyId, label: name }));
    return <Select label={label} value={subjectName || null} onChange={onChange} data={data} searchable />;
  }
  return (
    <TextInput
      label={label}
      {...(subjectKind === "device" && { description: t("acl.deviceNote") })}
      value={subjectName}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function Limits({ draft, put }: FieldProps) {
  const { t } = useTranslation();
  if (draft.effect === "deny") return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select
        label={t("acl.maxQos")}
        value={String(draft.maxQos)}
        onChange={(value) => put({ maxQos: Number(value ?? 2) as Qos })}
        data={["0", "1", "2"]}
      />
      {draft.action !== "subscribe" && (
        <Checkbox
          mt={{ base: 0, xs: 28 }}
          label={t("acl.retain")}
          checked={draft.isRetainAllowed}
          onChange={(event) => put({ isRetainAllowed: event.currentTarget.checked })}
        />
      )}
    </SimpleGrid>
  );
}

function Fields({ draft, put }: FieldProps) {
  const { t } = useTranslation();
  return (
    <>
      <SegmentedControl
        aria-label={t("acl.effect")}
        value={draft.effect}
        onChange={(value) => put({ effect: value as AccessRuleDraft["effect"] })}
        data={(["allow", "deny"] as const).map((value) => ({ value, label: t(`acl.${value}`) }))}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Select
          label={t("acl.who")}
          value={draft.subjectKind}
          onChange={(value) =>
            value && put({ subjectKind: value as AccessRuleDraft["subjectKind"], subjectName: "" })
          }
          data={RULE_SUBJECTS.map((value) => ({ value, label: t(`acl.kind.${value}`) }))}
        />
        <SubjectName draft={draft} put={put} />
      </SimpleGrid>
      <Select
        label={t("acl.action")}
        value={draft.action}
        onChange={(value) => value && put({ action: value as AccessRuleDraft["action"] })}
        data={RULE_ACTIONS.map((value) => ({ value, label: t(`acl.${value}`) }))}
      />
      <TextInput
        label={t("acl.pattern")}
        description={t("acl.patternNote")}
        placeholder="/sys/press/+/thing/event/property/post"
        value={draft.pattern}
        onChange={(event) => put({ pattern: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
      />
      <Limits draft={draft} put={put} />
      <TextInput
        label={t("acl.notes")}
        value={draft.notes}
        onChange={(event) => put({ notes: event.currentTarget.value })}
        autoComplete="off"
      />
    </>
  );
}

function RuleBody({ rule, onClose }: { rule: AccessRule | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { id: _, ...before } = rule ?? { id: undefined, ...NEW };
  const [draft, setDraft] = useState<AccessRuleDraft>(before);
  const save = useMutation({
    mutationFn: () => (rule === undefined ? api.createRule(draft) : api.updateRule(rule.id, draft, rule)),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  const isReady = draft.pattern !== "" && (draft.subjectKind === "everyone" || draft.subjectName !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Fields draft={draft} put={(change) => setDraft({ ...draft, ...change })} />
        <FormEnd
          error={save.error}
          isBusy={save.isPending}
          isReady={isReady}
          label={t("word.save")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

/** `rule` is undefined for a new one. */
export function RuleForm(props: { isOpen: boolean; rule: AccessRule | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t(props.rule === undefined ? "acl.new" : "acl.edit")}
      size="lg"
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {props.rule === undefined ? (
        <RuleBody rule={undefined} onClose={props.onClose} />
      ) : (
        <EditOf path={`/acl/rules/${props.rule.id}` as const}>
          {(rule) => <RuleBody rule={rule} onClose={props.onClose} />}
        </EditOf>
      )}
    </Modal>
  );
}
