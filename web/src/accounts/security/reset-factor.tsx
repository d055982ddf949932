// Taking a lost second factor from a user.

import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../base/confirm.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { User } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { securityApi } from "./api.ts";

export function ResetFactor({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const reset = useMutation({
    mutationFn: (id: User["id"]) => securityApi.resetFactor(id),
    onSuccess: () => {
      toastDone(t("factor.wasReset"));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["users"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={user !== undefined}
      title={t("factor.resetTitle", { name: user?.username ?? "" })}
      text={t("factor.resetText")}
      confirmLabel={t("factor.reset")}
      isDanger
      isBusy={reset.isPending}
      onClose={onClose}
      onConfirm={() => user && reset.mutate(user.id)}
    />
  );
}
