// Signing in.

import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Notice } from "../base/notice/notice.tsx";
import { problemText } from "../base/notice/problem.ts";
import { ApiError } from "../call.ts";
import { late } from "../late.ts";
import { queryClient } from "../queries.ts";
import { OtherWays } from "./directory/other-ways.tsx";
import { LonePage } from "./lone-page.tsx";
import type { AwaitedStep } from "./security/contract.ts";
import { keepTypedPassword } from "./typed-password.ts";

const SecondStep = late(async () => (await import("./security/second-step.tsx")).SecondStep);

/** Signing in: name and password, then what the second step asks for, if anything does. */
export function Login() {
  const [step, setStep] = useState<AwaitedStep>();
  // Why the second step led back here.
  const [again, setAgain] = useState<unknown>(null);
  if (step === undefined) return <FirstStep again={again} onStep={setStep} />;
  const goBack = (error: unknown) => {
    setStep(undefined);
    setAgain(error);
  };
  return (
    <Suspense fallback={null}>
      <SecondStep step={step} onAgain={goBack} />
    </Suspense>
  );
}

interface FirstStepProps {
  /** Null at first. */
  readonly again: unknown;
  readonly onStep: (step: AwaitedStep) => void;
}

function FirstStep({ again, onStep }: FirstStepProps) {
  const { t } = useTranslation();
  const [username, setUsername] = useState("admin");
  const [password, setPassword] = useState("");
  const login = useMutation({
    mutationFn: (given: { username: string; password: string }) => api.login(given.username, given.password),
    onSuccess(answer, given) {
      keepTypedPassword(answer.user?.mustChangePassword ? given.password : undefined);
      if (answer.user === null) onStep(answer);
      else queryClient.setQueryData(["session"], answer.user);
    },
    onError: () => setPassword(""),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Some password managers fill the fields without telling the page: the form itself is asked.
    const form = new FormData(event.currentTarget);
    login.mutate({ username: String(form.get("username")).trim(), password: String(form.get("password")) });
  };
  const problem = login.error ?? (login.isIdle ? again : null);
  return (
    <LonePage title={t("login.title")} lead={t("login.lead")}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t("login.username")}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
            size="md"
          />
          <PasswordInput
            label={t("login.password")}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
            size="md"
            autoFocus
          />
          {problem !== null && (
            <Notice tone="bad" isUrgent>
              {problem instanceof ApiError && problem.retryAfterS !== undefined
                ? t("login.wait", { seconds: problem.retryAfterS })
                : problemText(problem, t)}
            </Notice>
          )}
          <Button
            type="submit"
            size="md"
            fullWidth
            loading={login.isPending}
            disabled={password === ""}
            mt={4}
          >
            {t("login.submit")}
          </Button>
          <OtherWays />
          <Text size="xs" c="dimmed">
            {t("login.hint")}
          </Text>
        </Stack>
      </form>
    </LonePage>
  );
}
