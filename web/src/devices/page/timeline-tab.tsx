// What became of a device, from its creation to now.

import { Button, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { useNow } from "../../base/figure/clock.ts";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatDuration, formatTime } from "../../base/quantity.ts";
import { Empty, Failed, Waiting } from "../../base/states.tsx";
import { DEVICE_STATES, type Device, type DeviceState, type JournalEntry } from "../../contract.ts";
import { en as texts } from "../../locales/en-device.ts";
import { en as fleetTexts } from "../../locales/en-fleet.ts";
import { reasonText } from "../reason.tsx";
import { fieldsOf, type Moment, mergePages, momentsOf } from "./timeline.ts";

const LIMIT = 50;
const REFRESH_MS = 10_000;

type Action = keyof typeof texts.lifecycle;
type Field = keyof typeof fleetTexts.timeline.field;

function usePart(device: Device, kind: "state" | "lifecycle") {
  return useInfiniteQuery({
    queryKey: ["journal", device.productKey, device.deviceName, "timeline", kind],
    queryFn: ({ pageParam }) =>
      api.deviceJournal(device, { kind, limit: LIMIT, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? REFRESH_MS : false),
  });
}

const isState = (text: string): text is DeviceState => DEVICE_STATES.some((state) => state === text);

function titleOf({ kind, title }: JournalEntry, t: TFunction): string {
  const said = title ?? "";
  if (kind === "state") return isState(said) ? t(`state.${said}`) : said;
  return Object.hasOwn(texts.lifecycle, said) ? t(`lifecycle.${said as Action}`) : said;
}

function fieldNames(entry: JournalEntry, t: TFunction): string {
  const names = fieldsOf(entry).map((field) =>
    Object.hasOwn(fleetTexts.timeline.field, field) ? t(`timeline.field.${field as Field}`) : field,
  );
  return [...new Set(names)].join(t("timeline.and"));
}

function Particulars({ moment: { entry, lastedMs, isCurrent } }: { moment: Moment }) {
  const { t } = useTranslation();
  const actor = entry.params?.actor;
  const fields = fieldNames(entry, t);
  const lasted = lastedMs === undefined ? undefined : formatDuration(lastedMs);
  const parts = [
    ...(entry.kind === "state" ? [reasonText(entry.code, t)] : []),
    ...(entry.address ? [entry.address] : []),
    ...(typeof actor === "string" ? [t("timeline.by", { actor })] : []),
    ...(fields === "" ? [] : [t("timeline.fields", { fields })]),
    ...(lasted === undefined
      ? []
      : [isCurrent ? t("timeline.sinceThen", { time: lasted }) : t("timeline.lasted", { time: lasted })]),
  ];
  return (
    <Text size="xs" c="dimmed" className="break">
      {parts.join(" · ")}
    </Text>
  );
}

function Row({ moment }: { moment: Moment }) {
  const { t } = useTranslation();
  const { entry } = moment;
  const title = entry.title ?? "";
  return (
    <li>
      <span className="timeline-mark">
        {entry.kind === "state" && isState(title) ? (
          <StateDot state={title} />
        ) : (
          <IconHistory size={15} aria-hidden="true" />
        )}
      </span>
      <div className="grow">
        <Text size="sm" fw={550}>
          {titleOf(entry, t)}
        </Text>
        <Particulars moment={moment} />
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

export function TimelineTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  const now = useNow();
  const parts = [usePart(device, "state"), usePart(device, "lifecycle")];
  const failed = parts.find((part) => part.isError && part.data === undefined);
  const more = parts.filter((part) => part.hasNextPage);
  const moments = momentsOf(mergePages(parts.map((part) => part.data?.pages ?? [])), now);
  const content = () => {
    if (failed) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
    if (parts.some((part) => part.data === undefined)) return <Waiting rows={5} />;
    if (moments.length === 0)
      return (
        <Empty icon={<IconHistory size={24} />} title={t("timeline.empty")} text={t("timeline.emptyText")} />
      );
    return (
      <ol className="timeline">
        {moments.map((moment) => (
          <Row key={moment.entry.id} moment={moment} />
        ))}
      </ol>
    );
  };
  return (
    <Panel title={t("timeline.title")} note={t("timeline.note")} isFlush>
      {content()}
      {more.length > 0 && (
        <div className="panel-foot">
          <Button
            size="xs"
            variant="default"
            loading={more.some((part) => part.isFetchingNextPage)}
            onClick={() => {
              for (const part of more) void part.fetchNextPage();
            }}
          >
            {t("journal.older")}
          </Button>
        </div>
      )}
    </Panel>
  );
}
