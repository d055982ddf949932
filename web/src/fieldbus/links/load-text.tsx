// How busy a link is, as its row shows it.

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { FieldLink } from "../contract.ts";
import { fieldbusQueries } from "../fieldbus-calls.ts";
import { percentText } from "../link-words.ts";

const BUSY = 0.9;

export function LoadText({ link }: { link: FieldLink }) {
  const { t } = useTranslation();
  const isUp = link.status.state === "up";
  const report = useQuery({ ...fieldbusQueries.report(link.id), enabled: isUp });
  if (!isUp || report.data === undefined)
    return (
      <Text span size="sm" c="dimmed">
        –
      </Text>
    );
  const { load, findings } = report.data;
  return (
    <>
      <Text span size="sm" className="tabular no-wrap" {...(load > BUSY && { c: "var(--warn)", fw: 600 })}>
        {percentText(load)}
      </Text>
      {findings.length > 0 && (
        <Text size="xs" c="var(--warn)">
          {t("fieldbus.findings", { count: findings.length })}
        </Text>
      )}
    </>
  );
}
