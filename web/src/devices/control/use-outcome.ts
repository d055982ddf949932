// What is said once a command was taken: how it ended, or that it waits.

import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../../api.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import type { Command, SendTerms } from "./control-calls.ts";

/** How commands of this page are sent. */
export interface Sending {
  readonly terms: SendTerms;
}

export function useOutcome(device: DeviceKey) {
  const { t } = useTranslation();
  const tell = (name: string, command: Command) => {
    if (command.state === "succeeded") toastDone(t("control.done", { name }));
    else if (command.state === "sent") toastDone(t("control.underWay", { name }));
    else if (command.state === "queued")
      toastDone(t("control.waits", { name, reason: command.waiting?.text ?? "" }));
    else {
      notifications.show({
        message: t("control.notDone", {
          name,
          reason: command.error?.text ?? t(`control.state.${command.state}`),
        }),
        color: "red",
        withBorder: true,
        autoClose: 10_000,
        closeButtonProps: { "aria-label": t("word.close") },
      });
    }
  };
  return {
    /** The ends of a mutation that sends a command. */
    around: (name: string, onTaken: () => void = () => {}) => ({
      onSuccess: (command: Command) => {
        onTaken();
        tell(name, command);
      },
      onError: (error: Error) => toastProblem(error, t),
      onSettled: () =>
        queryClient.invalidateQueries({ queryKey: ["commands", device.productKey, device.deviceName] }),
    }),
  };
}
