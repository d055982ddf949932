// Whether a device would be let in, by what it sends, and why not.

import { Button, PasswordInput, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../base/notice/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { Failed } from "../base/states.tsx";
import { moveInCalls, type TrialOutcome } from "./move-in-calls.ts";

function Outcome({ outcome }: { outcome: TrialOutcome }) {
  const { t } = useTranslation();
  if (outcome.ok) {
    const device = `${outcome.productKey}/${outcome.deviceName}`;
    return <Notice tone="ok">{t("moveIn.trialOk", { device, dialect: outcome.dialect ?? "" })}</Notice>;
  }
  return (
    <Notice tone="bad" title={t("moveIn.trialBad")}>
      <Text size="sm">{outcome.text}</Text>
      {outcome.advice && (
        <Text size="sm" mt={4}>
          {outcome.advice}
        </Text>
      )}
    </Notice>
  );
}

export function LoginTrial() {
  const { t } = useTranslation();
  const [form, setForm] = useState({ clientId: "", username: "", password: "", isTls: false });
  const trial = useMutation({ mutationFn: moveInCalls.tryLogin });
  const put = (name: "clientId" | "username" | "password") => (event: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    trial.mutate(form);
  };
  return (
    <Panel title={t("moveIn.trial")} note={t("moveIn.trialNote")}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t("moveIn.clientId")}
            value={form.clientId}
            required
            autoComplete="off"
            onChange={put("clientId")}
          />
          <TextInput
            label={t("moveIn.username")}
            value={form.username}
            autoComplete="off"
            onChange={put("username")}
          />
          <PasswordInput
            label={t("moveIn.password")}
            value={form.password}
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": t("word.show") }}
            onChange={put("password")}
          />
          <Switch
            label={t("moveIn.isTls")}
            checked={form.isTls}
            onChange={(event) => setForm({ ...form, isTls: event.currentTarget.checked })}
          />
          <Button type="submit" variant="default" loading={trial.isPending}>
            {t("moveIn.try")}
          </Button>
          {trial.isError && <Failed error={trial.error} />}
          {trial.data && <Outcome outcome={trial.data} />}
        </Stack>
      </form>
    </Panel>
  );
}
