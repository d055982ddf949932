// Whether the device was heard: the answer to "did it work?", with the reason when it did not.

import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHourglass } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../base/ago.tsx";
import { Notice } from "../base/notice.tsx";
import { serverNow } from "../call.ts";
import type { Device } from "../contract.ts";
import { queries } from "../queries.ts";

export function FirstContact({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [sinceMs] = useState(() => serverNow() - 60_000);
  const current = useQuery({ ...queries.device(device), refetchInterval: 2_000 });
  const refusals = useQuery({
    ...queries.deviceJournal(device, { kind: "refused", limit: 3 }),
    refetchInterval: 2_000,
  });
  const state = current.data?.state ?? device.state;
  const refusal = refusals.data?.items.find((one) => one.ts >= sinceMs);
  if (refusal !== undefined) {
    return (
      <Notice tone="warn" icon={<IconAlertTriangle size={18} />} title={t("connect.refused")}>
        <Text size="sm">{refusal.text ?? refusal.title}</Text>
        <Ago ts={refusal.ts} size="xs" />
      </Notice>
    );
  }
  if (state === "online") {
    return (
      <Notice tone="ok" icon={<IconCircleCheck size={18} />}>
        {t("connect.online")} <Ago ts={current.data?.lastSeenAt} inherit />
      </Notice>
    );
  }
  return (
    <Notice tone="idle" icon={<IconHourglass size={18} />}>
      {state === "disabled" ? t("connect.disabled") : t("connect.waiting")}
    </Notice>
  );
}
