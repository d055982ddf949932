// What needs somebody, in one list: each with where to look; or that nothing does.

import { Anchor, Text } from "@mantine/core";
import {
  IconCertificate,
  IconCircleCheck,
  IconLock,
  IconMailX,
  IconShieldX,
  IconTopologyBus,
  IconUsersGroup,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useNow } from "../base/figure/clock.ts";
import { Panel } from "../base/panel.tsx";
import { formatAgo, formatCount } from "../base/quantity.ts";
import type { Overview } from "../contract.ts";
import { deviceHref } from "../devices/device-href.ts";
import type { Finding } from "../diagnosis/contract.ts";
import { percentText, reasonWords } from "../fieldbus/link-words.ts";
import { queries } from "../queries.ts";

interface Alarm {
  readonly key: string;
  readonly icon: TablerIcon;
  readonly tone: "bad" | "warn" | "idle";
  readonly title: string;
  readonly text?: string;
  readonly to: string;
  readonly link: string;
}

const DAY_MS = 86_400_000;
/** Time enough to order and install another one. */
const CERTIFICATE_DAYS = 30;
const SHOWN_FINDINGS = 4;

function findingAlarm(t: TFunction, finding: Finding, now: number): Alarm {
  const { code, text, productKey, deviceName, since } = finding;
  const name = `${productKey}/${deviceName}`;
  return {
    ...{ key: `finding ${name}`, icon: IconUsersGroup, tone: "warn" },
    title: code === "credential_shared" ? t("diagnosis.shared") : t("diagnosis.contested"),
    text: `${text} ${t("diagnosis.since", { ago: formatAgo(Math.max(0, now - since)) })}`,
    ...{ to: deviceHref({ productKey, deviceName }, "log"), link: name },
  };
}

function certificateAlarm(t: TFunction, expiresAt: number | null | undefined, now: number): Alarm[] {
  if (typeof expiresAt !== "number") return [];
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (days > CERTIFICATE_DAYS) return [];
  const isOver = expiresAt <= now;
  const title = isOver ? t("ops.certificateExpired") : t("ops.certificateDays", { count: days });
  return [
    {
      ...{ key: "certificate", icon: IconCertificate, tone: isOver ? "bad" : "warn", title },
      ...{ to: "/operations", link: t("overview.more") },
    },
  ];
}

/** Of links that are down, or ask more than their line can carry; what else ails them stands in their own panel. */
function busAlarms({ fieldbus: { buses } }: Overview, t: TFunction): Alarm[] {
  return buses.flatMap(({ id, name, state, reason, load, ailments }): Alarm[] => {
    const where = { key: `bus ${id}`, icon: IconTopologyBus, to: `/links/${id}`, link: t("overview.more") };
    if (state === "down")
      return [
        { ...where, tone: "bad", title: t("overview.busDown", { name }), text: reasonWords(reason, t) },
      ];
    if (state !== "up" || !ailments.includes("overloaded")) return [];
    return [{ ...where, tone: "warn", title: t("overview.busBusy", { name, load: percentText(load) }) }];
  });
}

function useAlarms(overview: Overview): Alarm[] {
  const { deadLetters } = overview;
  const { t } = useTranslation();
  const now = useNow();
  const diagnosis = useQuery(queries.diagnosis()).data;
  const bans = useQuery(queries.bans()).data?.items.length ?? 0;
  const tls = useQuery(queries.tls()).data;
  const alarms = [...certificateAlarm(t, tls?.expiresAt, now), ...busAlarms(overview, t)];
  for (const finding of (diagnosis?.findings ?? []).slice(0, SHOWN_FINDINGS)) {
    alarms.push(findingAlarm(t, finding, now));
  }
  if (deadLetters > 0) {
    alarms.push({
      ...{ key: "letters", icon: IconMailX, tone: "warn" },
      title: t("letter.alarm", { n: formatCount(deadLetters) }),
      ...{ text: t("letter.alarmText"), to: "/operations/dead-letters", link: t("letter.look") },
    });
  }
  if (bans > 0) {
    const title = t("overview.bans", { count: bans });
    alarms.push({
      key: "bans",
      icon: IconLock,
      tone: "warn",
      title,
      to: "/operations/bans",
      link: t("overview.seeBans"),
    });
  }
  const strangers = diagnosis?.unknownDevices ?? 0;
  if (strangers > 0) {
    const title = t("diagnosis.strangers", { count: strangers });
    alarms.push({
      key: "unknown",
      icon: IconShieldX,
      tone: "idle",
      title,
      to: "/devices/unknown",
      link: t("diagnosis.see"),
    });
  }
  return alarms;
}

export function Alarms({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const alarms = useAlarms(overview);
  return (
    <Panel title={t("overview.attention")} isFlush>
      {alarms.length === 0 ? (
        <div className="alarm all-well">
          <IconCircleCheck size={18} color="var(--ok)" aria-hidden="true" />
          <Text size="sm">{t("overview.allWell")}</Text>
        </div>
      ) : (
        <ul className="alarms">
          {alarms.map(({ key, icon: Icon, tone, title, text, to, link }) => (
            <li key={key} className="alarm" data-tone={tone}>
              <Icon size={18} aria-hidden="true" />
              <div className="grow">
                <Text size="sm" fw={550}>
                  {title}
                </Text>
                {text && (
                  <Text size="xs" c="dimmed" className="break">
                    {text}
                  </Text>
                )}
                <Anchor component={Link} href={to} size="sm" className="break">
                  {link}
                </Anchor>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
