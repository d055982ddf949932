// What happened to a device: its events, its comings and goings, and what was refused and why.

import { Button, Select } from "@mantine/core";
import { IconNotes } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Panel } from "../base/panel.tsx";
import { Empty, Failed, Waiting } from "../base/states.tsx";
import type { Device } from "../contract.ts";
import { JournalRow } from "./journal-row.tsx";

const KINDS = ["event", "state", "refused", "lifecycle"] as const;
const LIMIT = 50;

function useJournal(device: Device, kind: string) {
  return useInfiniteQuery({
    queryKey: ["journal", device.productKey, device.deviceName, "pages", kind],
    queryFn: ({ pageParam }) =>
      api.deviceJournal(device, { limit: LIMIT, kind, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? 5_000 : false),
  });
}

function Entries({ journal, device }: { journal: ReturnType<typeof useJournal>; device: Device }) {
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
          <JournalRow key={entry.id} entry={entry} productKey={device.productKey} />
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

export function JournalTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState("");
  const journal = useJournal(device, kind);
  return (
    <Panel
      title={t("journal.heading")}
      note={t("journal.note")}
      isFlush
      actions={
        <Select
          size="xs"
          aria-label={t("journal.filter")}
          value={kind}
          onChange={(value) => setKind(value ?? "")}
          data={[
            { value: "", label: t("journal.all") },
            ...KINDS.map((one) => ({ value: one, label: t(`journalKind.${one}`) })),
          ]}
          w={150}
        />
      }
    >
      <Entries journal={journal} device={device} />
    </Panel>
  );
}
