// Says that events could not be delivered, where a person looks first.

import { Anchor, Text } from "@mantine/core";
import { IconMailX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";
import { formatCount } from "../../base/quantity.ts";
import type { Overview } from "../../contract.ts";

export function DeadLetterAlarm({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const count = overview.deadLetters;
  if (count === 0) return null;
  return (
    <Notice tone="warn" icon={<IconMailX size={20} />} title={t("letter.alarm", { n: formatCount(count) })}>
      <Text size="sm">{t("letter.alarmText")}</Text>
      <Anchor component={Link} href="/operations/dead-letters" size="sm">
        {t("letter.look")}
      </Anchor>
    </Notice>
  );
}
