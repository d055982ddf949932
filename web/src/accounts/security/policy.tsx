// The rules of signing in: what a password has to be, and what failures cost.

import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import { SchemaForm } from "../../base/schema-form/schema-form.tsx";
import { Loaded } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { Held } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import { securityApi } from "./api.ts";

export function usePolicy() {
  return useQuery({ queryKey: ["sign-in-policy"], queryFn: securityApi.policy, staleTime: 60_000 });
}

/** What a new password has to be, in words; the defaults until the rules are known. */
export function usePasswordRule(): string {
  const { t } = useTranslation();
  const { data } = usePolicy();
  const length = t("password.rule", { min: data?.lengthMin ?? 10 });
  if (data === undefined || data.kindsMin < 2) return length;
  return `${length} ${t("policy.kindsRule", { min: data.kindsMin })}`;
}

const FIELDS = [
  ...["lengthMin", "kindsMin", "historyCount", "maxAgeDays"],
  ...["lockoutFailures", "lockoutMinutes"],
];

export function PolicyPanel() {
  const { t } = useTranslation();
  const policy = usePolicy();
  return (
    <Panel title={t("policy.title")} note={t("policy.note")}>
      <Loaded query={policy}>
        {(answer) => (
          <Held value={answer}>
            {(values, edition) => (
              <Box maw={480} key={edition}>
                <SchemaForm
                  {...{ operation: "replaceSignInPolicy", texts: "policy", submitLabel: t("word.save") }}
                  fields={FIELDS}
                  values={{ ...values }}
                  onSubmit={async (body) => {
                    const change = Object.fromEntries(FIELDS.map((name) => [name, body[name]]));
                    const saved = await securityApi.savePolicy(change, values);
                    queryClient.setQueryData(["sign-in-policy"], saved);
                    toastDone(t("word.saved"));
                  }}
                />
              </Box>
            )}
          </Held>
        )}
      </Loaded>
    </Panel>
  );
}
