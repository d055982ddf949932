// Setting a password of one's own: at the first sign-in, or later from the settings.

import { Button, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Notice } from "../base/notice/notice.tsx";
import { problemText } from "../base/notice/problem.ts";
import { toastDone } from "../base/toast.ts";
import { queryClient } from "../queries.ts";
import { LonePage } from "./lone-page.tsx";
import { usePasswordRule } from "./security/policy.tsx";
import { keepTypedPassword, typedPassword } from "./typed-password.ts";

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: string;
  error?: string | undefined;
  description?: string;
}

function Field({ label, value, onChange, autoComplete, error, description }: FieldProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete={autoComplete}
      error={error}
      description={description}
      visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
    />
  );
}

/** `known`: the current password, which then is not asked for. */
export function PasswordForm({ known }: { known?: string | undefined }) {
  const { t } = useTranslation();
  const rule = usePasswordRule();
  const [current, setCurrent] = useState(known ?? "");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const change = useMutation({
    mutationFn: () => api.changePassword(current, next),
    onSuccess: () => {
      keepTypedPassword(undefined);
      toastDone(t("password.changed"));
      for (const clear of [setCurrent, setNext, setAgain]) clear("");
      return queryClient.invalidateQueries({ queryKey: ["session"] });
    },
  });
  const isDifferent = again !== "" && again !== next;
  const isReady = current !== "" && next !== "" && again === next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={380}>
        {known === undefined && (
          <Field
            label={t("password.current")}
            value={current}
            onChange={setCurrent}
            autoComplete="current-password"
          />
        )}
        <Field
          label={t("password.next")}
          description={rule}
          value={next}
          onChange={setNext}
          autoComplete="new-password"
        />
        <Field
          label={t("password.again")}
          value={again}
          onChange={setAgain}
          autoComplete="new-password"
          error={isDifferent ? t("password.different") : undefined}
        />
        {change.isError && (
          <Notice tone="bad" isUrgent>
            {problemText(change.error, t)}
          </Notice>
        )}
        <div>
          <Button type="submit" loading={change.isPending} disabled={!isReady}>
            {t("password.submit")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

export function FirstPassword() {
  const { t } = useTranslation();
  return (
    <LonePage title={t("password.firstTitle")} lead={t("password.firstLead")}>
      <PasswordForm known={typedPassword()} />
    </LonePage>
  );
}
