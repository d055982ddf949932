// What the figures of a bus say is wrong, in words, and what to do about it.

import { Anchor, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconStethoscope } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";
import { deviceHref } from "../../devices/device-href.ts";
import { AILMENTS, type FieldLink, type Finding, type LinkReport } from "../contract.ts";

/** What stops values from coming is told apart from what only makes them late. */
const GRAVE: ReadonlySet<string> = new Set([
  "dead_slave",
  "two_on_one_id",
  "bad_line",
  "cut_replies",
  "wrong_register",
]);

function DeviceLink({ device }: { device: string }) {
  const slash = device.indexOf("/");
  const [productKey, deviceName] = [device.slice(0, slash), device.slice(slash + 1)];
  return (
    <Anchor component={Link} href={deviceHref({ productKey, deviceName }, "registers")} size="sm">
      {deviceName}
    </Anchor>
  );
}

function FindingNotice({ finding, link }: { finding: Finding; link: FieldLink }) {
  const { t } = useTranslation();
  const { device, figure } = finding;
  const ailment = AILMENTS.find((one) => one === finding.ailment);
  if (ailment === undefined) return null;
  const isTcp = link.settings.transport.kind === "tcp";
  const isNet = isTcp && (ailment === "bad_line" || ailment === "dead_slave" || ailment === "two_on_one_id");
  const advice = isNet
    ? t(`trouble.adviceTcp.${ailment as "bad_line" | "dead_slave" | "two_on_one_id"}`)
    : t(`trouble.advice.${ailment}`);
  return (
    <Notice
      tone={GRAVE.has(ailment) ? "bad" : "warn"}
      icon={<IconStethoscope size={18} />}
      title={
        <>
          {device !== null && (
            <>
              <DeviceLink device={device} />
              {": "}
            </>
          )}
          {t(`trouble.ailment.${ailment}`, { figure })}
        </>
      }
    >
      <Text size="sm">{advice}</Text>
    </Notice>
  );
}

/** Wanted where a unit has channels with something in common; told, and no ailment. */
export function OverlapNotices({ report }: { report: LinkReport | undefined }) {
  const { t } = useTranslation();
  const overlaps = report?.overlaps ?? [];
  return overlaps.map(({ device, other, registers }) => (
    <Notice
      key={`${device} ${other}`}
      tone="warn"
      title={
        <>
          <DeviceLink device={device} />
          {", "}
          <DeviceLink device={other} />
          {": "}
          {t("trouble.overlap", { count: registers })}
        </>
      }
    >
      <Text size="sm">{t("trouble.overlapAdvice")}</Text>
    </Notice>
  ));
}

export function Doctor({ report, link }: { report: UseQueryResult<LinkReport>; link: FieldLink }) {
  const { t } = useTranslation();
  if (report.data === undefined) return null;
  const { findings, slaves } = report.data;
  const hasAsked = slaves.some(({ requests }) => requests > 0);
  if (findings.length === 0 && !hasAsked) return null;
  const silent = slaves.filter(({ isOnline, requests }) => !isOnline && requests > 0).length;
  if (findings.length === 0 && silent > 0)
    return (
      <Notice tone="warn" icon={<IconStethoscope size={18} />}>
        {t("fieldbus.silentYet", { count: silent })}
      </Notice>
    );
  if (findings.length === 0)
    return (
      <Notice tone="ok" icon={<IconCircleCheck size={18} />}>
        {t("fieldbus.healthy")}
      </Notice>
    );
  return (
    <Stack gap="xs" component="section" aria-label={t("fieldbus.doctor")}>
      {findings.map((finding) => (
        <FindingNotice key={`${finding.ailment} ${finding.device}`} finding={finding} link={link} />
      ))}
    </Stack>
  );
}
