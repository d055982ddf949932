// The second step of signing in: a code, or first the authenticator that the role needs.

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../base/states.tsx";
import { ApiError } from "../../call.ts";
import type { SessionUser } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { LonePage } from "../lone-page.tsx";
import { securityApi } from "./api.ts";
import { CodeForm } from "./code-form.tsx";
import type { AwaitedStep } from "./contract.ts";
import { FactorSecret, RecoveryCodes } from "./factor-setup.tsx";

interface SecondStepProps {
  readonly step: AwaitedStep;
  /** Back to the first step, with what went wrong if anything did. */
  readonly onAgain: (error: unknown) => void;
}

function enter(user: SessionUser): void {
  queryClient.setQueryData(["session"], user);
}

export function SecondStep({ step, onAgain }: SecondStepProps) {
  const { t } = useTranslation();
  const { challenge, needs } = step;
  const [entered, setEntered] = useState<{ user: SessionUser; recoveryCodes: readonly string[] }>();
  const finish = useMutation({
    mutationFn: (code: string) => securityApi.finishSignIn(challenge, code),
    onSuccess({ user, recoveryCodes }) {
      if (recoveryCodes === undefined) enter(user);
      else setEntered({ user, recoveryCodes });
    },
    onError(error) {
      if (error instanceof ApiError && error.code === "sign_in_expired") onAgain(error);
    },
  });
  const isNew = needs === "enrolment";
  const setup = useQuery({
    queryKey: ["factor-setup", challenge],
    queryFn: () => securityApi.enrol(challenge),
    ...{ enabled: isNew, staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false },
  });
  if (entered !== undefined) {
    return (
      <LonePage title={t("factor.codes")} lead={t("factor.codesNote")}>
        <RecoveryCodes codes={entered.recoveryCodes} onDone={() => enter(entered.user)} />
      </LonePage>
    );
  }
  const form = (
    <CodeForm
      label={t("factor.code")}
      {...(!isNew && { note: t("factor.codeNote") })}
      submitLabel={t("login.submit")}
      isBusy={finish.isPending}
      error={finish.error}
      onSubmit={(code) => finish.mutate(code)}
      onCancel={() => onAgain(null)}
    >
      {setup.data && <FactorSecret setup={setup.data} />}
    </CodeForm>
  );
  return (
    <LonePage
      title={t(isNew ? "factor.enrolTitle" : "factor.stepTitle")}
      lead={t(isNew ? "factor.enrolLead" : "factor.stepLead")}
    >
      {isNew ? <Loaded query={setup}>{() => form}</Loaded> : form}
    </LonePage>
  );
}
