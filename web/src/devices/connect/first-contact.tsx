// Whether the device was heard: the answer to "did it work?", with the reason when it did not.

import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHourglass } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import { serverNow } from "../../call.ts";
import type { Device } from "../../contract.ts";
import { WhyRefused } from "../../diagnosis/why-refused.tsx";
import { queries } from "../../queries.ts";

const AWAY_MS = 840_000;
/** Within it, being heard and being refused belong to one attempt. */
const ATTEMPT_MS = 1_000;

export function FirstContact({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [sinceMs] = useState(() => serverNow() - 60_000);
  const current = useQuery({ ...queries.device(device), refetchInterval: 2_000 });
  const refusals = useQuery({
    ...queries.deviceJournal(device, { kind: "refused", limit: 3 }),
    refetchInterval: 2_000,
  });
  const state = current.data?.state ?? device.state;
  const since = current.data?.stateSince ?? device.stateSince ?? 0;
  const seenMs = current.data?.lastSeenAt ?? device.lastSeenAt ?? 0;
  // Of a device that is away, the reason may be older than this page: it still is the answer, until it was heard.
  const refusal = refusals.data?.items.find((one) =>
    state === "online"
      ? one.ts >= Math.max(sinceMs, since)
      : (one.ts >= sinceMs || one.ts > Math.max(since, sinceMs - AWAY_MS)) && seenMs <= one.ts + ATTEMPT_MS,
  );
  if (refusal !== undefined) {
    return (
      <Notice tone="warn" icon={<IconAlertTriangle size={18} />} title={t("connect.refused")}>
        <Text size="sm" className="break">
          {refusal.text ?? refusal.title} <WhyRefused entry={refusal} />
        </Text>
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
  // A command that sends one message is gone before anybody could have seen it connected.
  if (state !== "disabled" && seenMs >= sinceMs) {
    return (
      <Notice tone="ok" icon={<IconCircleCheck size={18} />}>
        {t("connect.heard")} <Ago ts={seenMs} inherit />
      </Notice>
    );
  }
  return (
    <Notice tone="idle" icon={<IconHourglass size={18} />}>
      {state === "disabled" ? t("connect.disabled") : t("connect.waiting")}
    </Notice>
  );
}
