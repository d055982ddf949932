// What needs a person's attention: shared credentials, a clock that may be wrong, a device that was just refused.

import { Anchor, Group, Text } from "@mantine/core";
import { IconClockExclamation, IconShieldX, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useNow } from "../base/figure/clock.ts";
import { Notice } from "../base/notice/notice.tsx";
import { formatAgo, formatDuration } from "../base/quantity.ts";
import type { Device } from "../contract.ts";
import { deviceHref } from "../devices/device-href.ts";
import { queries } from "../queries.ts";
import type { Diagnosis, Finding } from "./contract.ts";
import { WhyRefused } from "./why-refused.tsx";

/** A refusal that is older than this says little about a device that is away. */
const RECENT_MS = 900_000;

function FindingNotice({ finding, isLinked }: { finding: Finding; isLinked: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const { code, text, productKey, deviceName, since } = finding;
  const title = code === "credential_shared" ? t("diagnosis.shared") : t("diagnosis.contested");
  return (
    <Notice tone="warn" icon={<IconUsersGroup size={18} />} title={title}>
      <Text size="sm">
        {text} {t("diagnosis.since", { ago: formatAgo(Math.max(0, now - since)) })}
      </Text>
      {isLinked && (
        <Anchor component={Link} size="sm" href={deviceHref({ productKey, deviceName }, "log")}>
          {productKey}/{deviceName}
        </Anchor>
      )}
    </Notice>
  );
}

function ClockNotice({ clock }: { clock: Diagnosis["clock"] }) {
  const { t } = useTranslation();
  if (!clock.isSuspect) return null;
  const { late, devices, skewS } = clock;
  const said = { late, devices, span: formatDuration(Math.abs(skewS) * 1_000) };
  return (
    <Notice tone="bad" icon={<IconClockExclamation size={18} />} title={t("diagnosis.clock")}>
      {skewS >= 0 ? t("diagnosis.clockAhead", said) : t("diagnosis.clockBehind", said)}
    </Notice>
  );
}

/** The one alarm that concerns everything: times that cannot be right. */
export function ClockAlarm() {
  const diagnosis = useQuery(queries.diagnosis());
  return diagnosis.data ? <ClockNotice clock={diagnosis.data.clock} /> : null;
}

/** Of all devices; nothing while all is well. */
export function Attention() {
  const { t } = useTranslation();
  const diagnosis = useQuery(queries.diagnosis());
  if (diagnosis.data === undefined) return null;
  const { findings, clock, unknownDevices } = diagnosis.data;
  return (
    <>
      <ClockNotice clock={clock} />
      {findings.slice(0, 5).map((finding) => (
        <FindingNotice key={`${finding.productKey}/${finding.deviceName}`} finding={finding} isLinked />
      ))}
      {unknownDevices > 0 && (
        <Notice tone="idle" icon={<IconShieldX size={18} />}>
          <Group gap="sm">
            <Text size="sm">{t("diagnosis.strangers", { count: unknownDevices })}</Text>
            <Anchor component={Link} size="sm" href="/devices/unknown">
              {t("diagnosis.see")}
            </Anchor>
          </Group>
        </Notice>
      )}
    </>
  );
}

/**
 * Of one device: who else uses its credentials, and why it was refused last when it is away, which `isConnecting`,
 * the tab for connecting it, says itself.
 */
export function DeviceAttention({ device, isConnecting }: { device: Device; isConnecting: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const diagnosis = useQuery(queries.diagnosis());
  const refusals = useQuery(queries.deviceJournal(device, { kind: "refused", limit: 1 }));
  const finding = diagnosis.data?.findings.find(
    ({ productKey, deviceName }) => productKey === device.productKey && deviceName === device.deviceName,
  );
  const last = refusals.data?.items[0];
  const isAway = device.state !== "online" && last !== undefined;
  const isTelling =
    !isConnecting && isAway && last.ts > now - RECENT_MS && last.ts > (device.stateSince ?? 0);
  return (
    <>
      {finding && <FindingNotice finding={finding} isLinked={false} />}
      {isTelling && (
        <Notice
          tone="warn"
          icon={<IconShieldX size={18} />}
          title={t("refusal.lately", { ago: formatAgo(Math.max(0, now - last.ts)) })}
        >
          <Text size="sm" className="break">
            {last.text ?? last.title} <WhyRefused entry={last} />
          </Text>
        </Notice>
      )}
    </>
  );
}
