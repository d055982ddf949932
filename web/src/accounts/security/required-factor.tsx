// Which roles have to sign in with a second factor.

import { Checkbox, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { useRoleChoices } from "../directory/role-choice.ts";
import { securityApi } from "./api.ts";
import type { SignInPolicy } from "./contract.ts";
import { usePolicy } from "./policy.tsx";

export function RequiredFactor() {
  const { t } = useTranslation();
  const policy = usePolicy();
  const roles = useRoleChoices();
  const save = useMutation({
    mutationFn: ({ roles, basis }: { roles: string[]; basis: SignInPolicy }) =>
      securityApi.savePolicy({ secondFactorRoles: roles }, basis),
    onSuccess(saved) {
      queryClient.setQueryData(["sign-in-policy"], saved);
      toastDone(t("word.saved"));
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Panel title={t("factor.title")} note={t("factor.rolesNote")}>
      <Loaded query={policy}>
        {(known) => (
          <Stack gap="xs">
            {roles.map(({ value: role, label }) => (
              <Checkbox
                key={role}
                label={label}
                checked={known.secondFactorRoles.includes(role)}
                disabled={save.isPending}
                onChange={(event) => {
                  const others = known.secondFactorRoles.filter((one) => one !== role);
                  const next = event.currentTarget.checked ? [...others, role] : others;
                  save.mutate({ roles: next, basis: known });
                }}
              />
            ))}
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}
