// The settings of one directory, tried and kept.

import { Box, Button, Group, PasswordInput, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyField } from "../../base/copy.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { fieldErrors, problemText } from "../../base/notice/problem.ts";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { toastDone } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { directoryApi, OIDC_PATH } from "./api.ts";
import type { DirectoryKind, DirectorySettings, ShownDirectory } from "./contract.ts";
import { RoleRules } from "./role-rules.tsx";

const LDAP_FIELDS = [
  ...(["url", "hasStartTls", "caPem", "bindDn", "bindPassword", "baseDn"] as const),
  ...(["userFilter", "usernameAttribute", "groupAttribute", "groupBaseDn", "groupFilter"] as const),
];
const OIDC_FIELDS = [
  ...(["label", "issuer", "caPem", "clientId", "clientSecret"] as const),
  ...(["scopes", "usernameClaim", "groupsClaim"] as const),
];
type FieldName = (typeof LDAP_FIELDS)[number] | (typeof OIDC_FIELDS)[number];
type Draft = Record<string, unknown>;

interface SettingProps {
  readonly name: FieldName;
  readonly draft: Draft;
  readonly hasSecret: boolean;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

function Setting({ name, draft, hasSecret, error, onChange }: SettingProps) {
  const { t } = useTranslation();
  const shared = { label: t(`directory.${name}`), description: t(`directory.${name}Note`), error };
  if (name === "hasStartTls") {
    return (
      <Switch
        {...shared}
        checked={draft[name] === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const text = {
    ...shared,
    ...{ value: String(draft[name] ?? ""), spellCheck: false, autoComplete: "off" },
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (name === "caPem") {
    return <Textarea {...text} autosize minRows={2} maxRows={6} placeholder="-----BEGIN CERTIFICATE-----" />;
  }
  if (name === "bindPassword" || name === "clientSecret") {
    return (
      <PasswordInput
        {...text}
        autoComplete="new-password"
        placeholder={hasSecret ? t("directory.secretKept") : ""}
        visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
      />
    );
  }
  return <TextInput {...text} />;
}

/** What stands before a trial's outcome, and what is worth knowing of the settings themselves. */
function Outcome({ kind, draft, test }: { kind: DirectoryKind; draft: Draft; test: TestState }) {
  const { t } = useTranslation();
  const address = String(draft[kind === "ldap" ? "url" : "issuer"] ?? "");
  const isClear = address.startsWith("http://") || (address.startsWith("ldap://") && !draft.hasStartTls);
  return (
    <>
      {isClear && <Notice tone="warn">{t("directory.clear")}</Notice>}
      {test.error !== null && (
        <Notice tone="bad" isUrgent>
          {problemText(test.error, t)}
        </Notice>
      )}
      {test.data && (
        <Notice tone={test.data.people === "none" ? "warn" : "ok"}>
          {t(test.data.people === "none" ? "directory.nobody" : "directory.works")}{" "}
          {Object.values(test.data).filter((one) => String(one).includes("."))[0]}
        </Notice>
      )}
    </>
  );
}

type TestState = { readonly error: unknown; readonly data: Record<string, string | number> | undefined };

export function DirectoryForm({ kind, shown }: { kind: DirectoryKind; shown: ShownDirectory }) {
  const { t } = useTranslation();
  const { hasSecret, ...settings } = shown;
  const [draft, setDraft] = useState<Draft>({ ...settings });
  const isDirty = JSON.stringify(draft) !== JSON.stringify(settings);
  const change = (part: Draft) => setDraft((before) => ({ ...before, ...part }));
  const test = useMutation({
    mutationFn: () => directoryApi.test(kind, draft as unknown as DirectorySettings),
  });
  const save = useMutation({
    mutationFn: () => directoryApi.save(kind, draft as unknown as DirectorySettings, shown),
    onSuccess(saved) {
      queryClient.setQueryData(["directories", kind], saved);
      toastDone(t("word.saved"));
    },
  });
  const refused = { ...fieldErrors(test.error), ...fieldErrors(save.error) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const fields: readonly FieldName[] = kind === "ldap" ? LDAP_FIELDS : OIDC_FIELDS;
  return (
    <Box maw={560}>
      <LeaveGuard {...{ isDirty, save }} />
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Switch
            label={t("directory.isEnabled")}
            checked={draft.isEnabled === true}
            onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
          />
          {kind === "oidc" && (
            <CopyField
              label={t("directory.redirectUri")}
              value={`${window.location.origin}${OIDC_PATH}/callback`}
            />
          )}
          {fields.map((name) => (
            <Setting
              key={name}
              {...{ name, draft, hasSecret }}
              error={refused[name]}
              onChange={(value) => change({ [name]: value })}
            />
          ))}
          <RoleRules
            rules={draft.roles as ShownDirectory["roles"]}
            defaultRole={draft.defaultRole as string | null}
            onChange={change}
          />
          <Outcome kind={kind} draft={draft} test={{ error: test.error ?? save.error, data: test.data }} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
              {t("directory.test")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("word.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Box>
  );
}
