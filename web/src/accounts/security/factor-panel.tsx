// One's own second factor: switched on, looked after, switched off.

import { Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormEnd } from "../../base/form/form-end.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { securityApi } from "./api.ts";
import { CodeForm } from "./code-form.tsx";
import type { FactorSetup, FactorState } from "./contract.ts";
import { FactorSecret, RecoveryCodes } from "./factor-setup.tsx";

const QUERY = ["second-factor"];
const refresh = () =>
  Promise.all([QUERY, ["sessions"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

type Task = "on" | "codes" | "off";
const TITLES = { on: "factor.on", codes: "factor.renew", off: "factor.off" } as const;

function PasswordStep({ onSetup, onClose }: { onSetup: (setup: FactorSetup) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const begin = useMutation({ mutationFn: () => securityApi.setUpFactor(password), onSuccess: onSetup });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          label={t("password.current")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
          data-autofocus
        />
        <FormEnd
          {...{ error: begin.error, isBusy: begin.isPending, isReady: password !== "", onClose }}
          label={t("factor.next")}
        />
      </Stack>
    </form>
  );
}

/** The dialog of a task: what it asks for, then what it gives. */
function FactorTask({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation();
  const [setup, setSetup] = useState<FactorSetup>();
  const send = useMutation({
    mutationFn: async (code: string) => {
      if (task === "on") return securityApi.confirmFactor(code);
      if (task === "codes") return securityApi.renewCodes(code);
      await securityApi.switchOffFactor(code);
      return { recoveryCodes: [] };
    },
    async onSuccess() {
      await refresh();
      if (task !== "off") return;
      toastDone(t("factor.isOff"));
      onClose();
    },
  });
  if (send.data !== undefined && task !== "off") {
    return <RecoveryCodes codes={send.data.recoveryCodes} onDone={onClose} />;
  }
  if (task === "on" && setup === undefined) return <PasswordStep onSetup={setSetup} onClose={onClose} />;
  return (
    <CodeForm
      label={t("factor.code")}
      {...(task !== "on" && { note: t("factor.codeNote") })}
      submitLabel={t(TITLES[task])}
      isBusy={send.isPending}
      error={send.error}
      onSubmit={(code) => send.mutate(code)}
      onCancel={onClose}
    >
      {setup && <FactorSecret setup={setup} />}
    </CodeForm>
  );
}

function FactorFacts({ state, onTask }: { state: FactorState; onTask: (task: Task) => void }) {
  const { t } = useTranslation();
  if (!state.isOn) {
    return (
      <Stack gap="sm">
        <Text size="sm">{t("factor.why")}</Text>
        <div>
          <Button size="xs" onClick={() => onTask("on")}>
            {t("factor.on")}
          </Button>
        </div>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{t("factor.isOn", { time: formatTime(state.since ?? 0) })}</Text>
      {state.recoveryCodesLeft < 3 && (
        <Notice tone="warn">{t("factor.fewCodes", { count: state.recoveryCodesLeft })}</Notice>
      )}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onTask("codes")}>
          {t("factor.renew")}
        </Button>
        {!state.isRequired && (
          <Button size="xs" variant="default" onClick={() => onTask("off")}>
            {t("factor.off")}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t(state.isRequired ? "factor.required" : "factor.left", { count: state.recoveryCodesLeft })}
      </Text>
    </Stack>
  );
}

export function FactorPanel() {
  const { t } = useTranslation();
  const state = useQuery({ queryKey: QUERY, queryFn: securityApi.factor });
  const [task, setTask] = useState<Task>();
  const close = () => setTask(undefined);
  return (
    <Panel title={t("factor.title")}>
      <Loaded query={state}>{(known) => <FactorFacts state={known} onTask={setTask} />}</Loaded>
      <Modal
        opened={task !== undefined}
        onClose={close}
        title={task && t(TITLES[task])}
        closeButtonProps={{ "aria-label": t("word.close") }}
        closeOnClickOutside={false}
      >
        {task && <FactorTask task={task} onClose={close} />}
      </Modal>
    </Panel>
  );
}
