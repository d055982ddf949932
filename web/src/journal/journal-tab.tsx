// What happened to a device or to all of them: events, comings and goings, and what was refused and why.

import { Button, Select } from "@mantine/core";
import { IconNotes } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { api, type DeviceKey } from "../api.ts";
import { Panel } from "../base/panel.tsx";
import { Empty, Failed, Waiting } from "../base/states.tsx";
import type { Device } from "../contract.ts";
import { JournalRow } from "./journal-row.tsx";

const KINDS = ["event", "state", "refused", "lifecycle"] as const;
const LIMIT = 50;

function useJournal(device: DeviceKey | undefined, kind: string) {
  const scope = device === undefined ? ["all"] : [device.productKey, device.deviceName];
  return useInfiniteQuery({
    queryKey: ["journal", ...scope, "pages", kind],
    queryFn: ({ pageParam }) => {
      const filter = { limit: LIMIT, kind, ...(pageParam !== "" && { cursor: pageParam }) };
      return device === undefined ? api.journal(filter) : api.deviceJournal(device, filter);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? 5_000 : false),
  });
}

function Entries({ journal, isOfAll }: { journal: ReturnType<typeof useJournal>; isOfAll: boolean }) {
  const { t } = useTranslation();
  if (journal.data === undefined) {
    if (journal.isError) return <Failed error={journal.error} onRetry={() => void journal.refetch()} />;
    return <Waiting />;
  }
  const entries = journal.data.pages.flatMap((page) => page.items);
  if (entries.length === 0) {
    return <Empty icon={<IconNotes size={24} />} title={t("journal.empty")} text={t("journal.emptyText")} />;
  }
  return (
    <>
      <ol className="journal">
        {entries.map((entry) => (
          <JournalRow key={entry.id} entry={entry} hasOrigin={isOfAll} />
        ))}
      </ol>
      {journal.hasNextPage && (
        <div className="panel-foot">
          <Button
            size="xs"
            variant="default"
            loading={journal.isFetchingNextPage}
            onClick={() => void journal.fetchNextPage()}
          >
            {t("journal.older")}
          </Button>
        </div>
      )}
    </>
  );
}

/** Of one device, or of all. The kind lives in the address, so that a filtered view can be linked to. */
export function JournalTab({ device, fixedKind }: { device?: Device; fixedKind?: (typeof KINDS)[number] }) {
  const { t } = useTranslation();
  const asked = new URLSearchParams(useSearch()).get("kind") ?? "";
  const kind = fixedKind ?? asked;
  const [location, navigate] = useLocation();
  const journal = useJournal(device, kind);
  return (
    <Panel
      title={fixedKind ? t("refusal.tab") : t("journal.heading")}
      note={device === undefined ? t("journal.noteAll") : t("journal.note")}
      isFlush
      actions={
        fixedKind === undefined && (
          <Select
            size="xs"
            aria-label={t("journal.filter")}
            value={kind}
            onChange={(value) => navigate(value ? `${location}?kind=${value}` : location, { replace: true })}
            data={[
              { value: "", label: t("journal.all") },
              ...KINDS.map((one) => ({ value: one, label: t(`journalKind.${one}`) })),
            ]}
            w={150}
          />
        )
      }
    >
      <Entries journal={journal} isOfAll={device === undefined} />
    </Panel>
  );
}
