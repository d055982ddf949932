// One refusal, taken apart: what the login said, what it was held against, the likely cause and what to do.

import { Anchor, Button, Code, Stack, Text, Title } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../base/notice/notice.tsx";
import { formatDuration, formatTime } from "../base/quantity.ts";
import type { JournalEntry } from "../contract.ts";
import { deviceHref } from "../devices/device-href.ts";

const STRANGE = ["unknown_product", "unknown_device", "device_name_unknown", "token_unknown"];
/** Params that have a line of their own, or are said in words already. */
const TOLD = [
  ...["cause", "tried", "expected", "received", "stringToSign", "skewS", "clientId", "username", "dialect"],
  ...["address", "suppressed"],
];

type Row = readonly [label: string, value: ReactNode];

function Rows({ title, note, rows }: { title: string; note?: string; rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      <dl className="facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {note && (
        <Text size="xs" c="dimmed" mt={4}>
          {note}
        </Text>
      )}
    </section>
  );
}

function textOf(entry: JournalEntry, name: string): string {
  const value = entry.params?.[name];
  return value === undefined || value === null ? "" : String(value);
}

function code(text: string): ReactNode {
  return <Code className="wrap-code">{text}</Code>;
}

function skewText(entry: JournalEntry, t: TFunction): string {
  const skewS = Number(entry.params?.skewS);
  const span = formatDuration(Math.abs(skewS) * 1_000);
  return skewS >= 0 ? t("refusal.skewBehind", { span }) : t("refusal.skewAhead", { span });
}

function loginRows(entry: JournalEntry, t: TFunction): Row[] {
  const { productKey, deviceName, subject, protocol, address } = entry;
  const device = productKey || deviceName ? `${productKey ?? ""}/${deviceName ?? ""}` : "";
  const named: (readonly [string, string, boolean])[] = [
    [t("refusal.device"), device || t("refusal.nobody"), device !== ""],
    [t("refusal.clientId"), textOf(entry, "clientId"), true],
    [t("refusal.username"), textOf(entry, "username"), true],
    [t("refusal.dialect"), textOf(entry, "dialect") || t("refusal.noDialect"), false],
    [t("refusal.protocol"), protocol ?? "", false],
    [t("refusal.address"), address ?? "", false],
    [t("refusal.subject"), subject ?? "", true],
  ];
  return named.flatMap(([label, value, isCode]): Row[] =>
    value === "" ? [] : [[label, isCode ? code(value) : value]],
  );
}

function proofRows(entry: JournalEntry, t: TFunction): Row[] {
  const rows: Row[] = [];
  if (entry.explanation?.tried) rows.push([t("refusal.tried"), entry.explanation.tried]);
  for (const name of ["stringToSign", "expected", "received"] as const) {
    const text = textOf(entry, name);
    if (text !== "") rows.push([t(`refusal.${name}`), code(text)]);
  }
  if (textOf(entry, "skewS") !== "") rows.push([t("refusal.skew"), skewText(entry, t)]);
  return rows;
}

function otherRows(entry: JournalEntry, t: TFunction): Row[] {
  const others = Object.entries(entry.params ?? {}).filter(([name]) => !TOLD.includes(name));
  const rows: Row[] = others.map(([name, value]) => [name, code(String(value))]);
  const suppressed = textOf(entry, "suppressed");
  if (suppressed !== "") rows.push([t("refusal.suppressed"), suppressed]);
  rows.push([t("refusal.code"), code(entry.code ?? "")], [t("refusal.when"), formatTime(entry.ts)]);
  return rows;
}

export function RefusalView({ entry }: { entry: JournalEntry }) {
  const { t } = useTranslation();
  const { productKey, deviceName, explanation } = entry;
  const isStrange = STRANGE.includes(entry.code ?? "");
  const notes = textOf(entry, "stringToSign") ? t("refusal.signNote") : "";
  return (
    <Stack gap="lg">
      <Text size="sm" className="break">
        {entry.text ?? entry.title}
      </Text>
      {(explanation?.cause || explanation?.advice) && (
        <Notice
          tone="idle"
          icon={<IconBulb size={18} />}
          title={explanation.cause ? t("refusal.cause") : t("refusal.advice")}
        >
          <Stack gap={6}>
            {explanation.cause && <Text size="sm">{explanation.cause}</Text>}
            {explanation.cause && explanation.advice && (
              <Text size="sm" fw={600}>
                {t("refusal.advice")}
              </Text>
            )}
            {explanation.advice && <Text size="sm">{explanation.advice}</Text>}
          </Stack>
        </Notice>
      )}
      {isStrange && (
        <div>
          <Button component={Link} href="/devices/unknown" size="xs">
            {t("refusal.adopt")}
          </Button>
        </div>
      )}
      <Rows title={t("refusal.login")} rows={loginRows(entry, t)} />
      <Rows
        title={t("refusal.proof")}
        note={`${notes} ${t("refusal.endsNote")}`.trim()}
        rows={proofRows(entry, t)}
      />
      <Rows title={t("refusal.other")} rows={otherRows(entry, t)} />
      {productKey && deviceName && !isStrange && (
        <Anchor component={Link} size="sm" href={deviceHref({ productKey, deviceName }, "log")}>
          {productKey}/{deviceName}
        </Anchor>
      )}
    </Stack>
  );
}
