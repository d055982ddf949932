// One entry of the journal, in words.

import { Code, Group, Text } from "@mantine/core";
import {
  IconBolt,
  IconCirclePlus,
  IconPlugConnected,
  IconPlugConnectedX,
  IconShieldX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { formatTime } from "../base/quantity.ts";
import type { JournalEntry, ThingModel } from "../contract.ts";
import { reasonText } from "../devices/reason.tsx";
import { unitOf, valueText } from "../devices/value-text.ts";
import { WhyRefused } from "../diagnosis/why-refused.tsx";
import { queries } from "../queries.ts";
import { Origin } from "./origin.tsx";

const ACTIONS = [
  "created",
  "updated",
  "enabled",
  "disabled",
  "deleted",
  "activated",
  "registered",
  "bound",
  "unbound",
  "restored",
  "purged",
  "moved",
] as const;
type Action = (typeof ACTIONS)[number];

const isAction = (text: string): text is Action => ACTIONS.some((action) => action === text);

function isOnline(entry: JournalEntry): boolean {
  return entry.title === "online" || entry.code === "online" || entry.params?.state === "online";
}

/** What Gantry itself says of a gateway, in words; undefined for what devices raise. */
function gatewayTitle({ title, output }: JournalEntry, t: TFunction): string | undefined {
  const count = typeof output?.count === "number" ? output.count : 0;
  if (title === "children_offline") return t("journal.childrenOffline", { count });
  return title === "children_found" ? t("journal.childrenFound", { count }) : undefined;
}

function titleOf(entry: JournalEntry, model: ThingModel | undefined, t: TFunction): string {
  const title = entry.title ?? entry.code ?? "";
  switch (entry.kind) {
    case "event":
      return (
        model?.events.find((event) => event.identifier === title)?.name ?? gatewayTitle(entry, t) ?? title
      );
    case "state":
      if (entry.title === "stale") return t("state.stale");
      return isOnline(entry) ? t("state.online") : t("state.offline");
    case "lifecycle":
      return isAction(title) ? t(`lifecycle.${title}`) : title;
    case "refused":
      return entry.text ?? title;
    case "reply":
      return title;
  }
}

function Mark({ entry }: { entry: JournalEntry }) {
  switch (entry.kind) {
    case "event":
      return (
        <IconBolt size={17} className="journal-mark" data-level={entry.level ?? "info"} aria-hidden="true" />
      );
    case "state":
      return isOnline(entry) ? (
        <IconPlugConnected size={17} className="journal-mark" data-level="ok" aria-hidden="true" />
      ) : (
        <IconPlugConnectedX size={17} className="journal-mark" data-level="idle" aria-hidden="true" />
      );
    case "lifecycle":
    case "reply":
      return <IconCirclePlus size={17} className="journal-mark" data-level="idle" aria-hidden="true" />;
    case "refused":
      return <IconShieldX size={17} className="journal-mark" data-level="alert" aria-hidden="true" />;
  }
}

function Output({ entry, model }: { entry: JournalEntry; model: ThingModel | undefined }) {
  const { t } = useTranslation();
  const output = Object.entries(entry.output ?? {});
  if (output.length === 0) return null;
  if (entry.title === "children_offline") {
    return (
      <Text size="xs" c="dimmed">
        {reasonText(typeof entry.output?.reason === "string" ? entry.output.reason : undefined, t)}
      </Text>
    );
  }
  const event = model?.events.find((one) => one.identifier === entry.title);
  return (
    <Group gap={6} mt={3}>
      {output.map(([identifier, value]) => {
        const parameter = event?.output.find((one) => one.identifier === identifier);
        const unit = unitOf(parameter?.dataType);
        return (
          <span key={identifier} className="chip">
            {parameter?.name ?? identifier}: {valueText(value, parameter?.dataType, t)} {unit}
          </span>
        );
      })}
    </Group>
  );
}

function Particulars({ entry }: { entry: JournalEntry }) {
  const { t } = useTranslation();
  if (entry.kind === "state") {
    const reason = entry.params?.reason;
    return (
      <Text size="xs" c="dimmed">
        {reasonText(typeof reason === "string" ? reason : entry.code, t)}
        {entry.address ? ` · ${entry.address}` : ""}
      </Text>
    );
  }
  if (entry.kind !== "refused") return null;
  return (
    <Group gap={8} mt={2}>
      <Code>{entry.code}</Code>
      {entry.subject && (
        <Text size="xs" c="dimmed" ff="monospace" className="break">
          {entry.subject}
        </Text>
      )}
      {entry.isStored && (
        <Text size="xs" c="dimmed">
          {t("journal.storedAnyway")}
        </Text>
      )}
      {entry.address && (
        <Text size="xs" c="dimmed">
          {entry.address}
        </Text>
      )}
      <WhyRefused entry={entry} />
    </Group>
  );
}

export function JournalRow({ entry, hasOrigin }: { entry: JournalEntry; hasOrigin: boolean }) {
  const { t } = useTranslation();
  const isOfModel = entry.kind === "event" && Boolean(entry.productKey);
  const model = useQuery({ ...queries.model(entry.productKey ?? ""), enabled: isOfModel });
  return (
    <li className="journal-row">
      <Mark entry={entry} />
      <div className="grow">
        <Group gap={8}>
          <Text size="sm" fw={entry.kind === "refused" ? 400 : 550} className="break">
            <span className="visually-hidden">{t(`journalKind.${entry.kind}`)}: </span>
            {titleOf(entry, model.data, t)}
          </Text>
          {hasOrigin && <Origin entry={entry} />}
          {entry.kind === "event" && entry.level && entry.level !== "info" && (
            <span className="chip" data-level={entry.level}>
              {t(`level.${entry.level}`)}
            </span>
          )}
        </Group>
        <Output entry={entry} model={model.data} />
        <Particulars entry={entry} />
      </div>
      <Text
        size="xs"
        c="dimmed"
        className="no-wrap"
        component="time"
        dateTime={new Date(entry.ts).toISOString()}
      >
        {formatTime(entry.ts)}
      </Text>
    </li>
  );
}
