// Who is shut out after failed attempts, and the way to let them in again before their time.

import { Badge, Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import type { Column } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { useNow } from "../base/figure/clock.ts";
import { listLocally } from "../base/listing/local-listing.ts";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { formatDuration } from "../base/quantity.ts";
import { toastDone, toastProblem } from "../base/toast.ts";
import { queryClient } from "../queries.ts";

/** What devices and people have in common when they are shut out. */
export interface AnyBan {
  readonly id: string;
  /** Empty where the ban holds for every address. */
  readonly address: string;
  readonly failures: number;
  /** UTC ms. */
  readonly since: number;
  readonly until: number;
}

/** One kind of ban: where it comes from, and how it is said. */
export interface BanSource<B extends AnyBan> {
  /** Of the table. */
  readonly name: string;
  readonly queryKey: readonly string[];
  readonly title: string;
  readonly note?: string;
  /** What screen readers call the table. */
  readonly label: string;
  readonly liftText: string;
  readonly searchLabel: string;
  readonly empty: { readonly icon: ReactNode; readonly title: string; readonly text: string };
  /** Whether the reader may let somebody in. */
  readonly mayLift: boolean;
  whoOf(ban: B): string;
  kindOf(ban: B): { readonly value: string; readonly label: string };
  readonly failures: { readonly header: string; readonly cell: (ban: B) => ReactNode };
  /** Further words that the search finds. */
  wordsOf(ban: B): readonly (string | null)[];
  load(): Promise<{ items: B[] }>;
  lift(id: string): Promise<void>;
}

function Left({ until }: { until: number }) {
  const now = useNow();
  return <>{formatDuration(Math.max(0, until - now))}</>;
}

function nameOf<B extends AnyBan>({ whoOf }: BanSource<B>, ban: B): string {
  return `${whoOf(ban)} ${ban.address}`.trim();
}

function columnsOf<B extends AnyBan>(t: TFunction, source: BanSource<B>): readonly Column<B>[] {
  return [
    {
      ...{ key: "who", header: t("ban.who"), sort: "who", isFixed: true, phone: "title" },
      text: (ban) => nameOf(source, ban),
      cell: (ban) => (
        <>
          <Text size="sm" fw={550} className="wrap-code">
            {source.whoOf(ban)}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {ban.address || "–"}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "kind", header: t("ban.kind"), phone: "aside", width: 150 },
      text: (ban) => source.kindOf(ban).value,
      cell: (ban) => <Badge variant="default">{source.kindOf(ban).label}</Badge>,
    },
    {
      ...{ key: "failures", header: source.failures.header, sort: "failures" },
      text: (ban) => ban.failures,
      cell: source.failures.cell,
    },
    {
      ...{ key: "since", header: t("ban.since"), sort: "since", fromPx: 700 },
      text: (ban) => stampText(ban.since),
      cell: (ban) => <Ago ts={ban.since} size="sm" c="dimmed" />,
    },
    {
      ...{ key: "left", header: t("ban.left"), sort: "until", width: 110 },
      text: (ban) => stampText(ban.until),
      cell: (ban) => <Left until={ban.until} />,
    },
  ];
}

interface LiftBanProps<B extends AnyBan> {
  readonly source: BanSource<B>;
  readonly ban: B | undefined;
  readonly onClose: () => void;
}

function LiftBan<B extends AnyBan>({ source, ban, onClose }: LiftBanProps<B>) {
  const { t } = useTranslation();
  const lift = useMutation({
    mutationFn: (id: string) => source.lift(id),
    onSuccess: () => {
      toastDone(t("ban.lifted"));
      onClose();
      return queryClient.invalidateQueries({ queryKey: source.queryKey.slice(0, 1) });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={ban !== undefined}
      title={t("ban.liftTitle", { name: ban === undefined ? "" : nameOf(source, ban) })}
      text={source.liftText}
      confirmLabel={t("ban.lift")}
      isBusy={lift.isPending}
      onClose={onClose}
      onConfirm={() => ban && lift.mutate(ban.id)}
    />
  );
}

export function BanPanel<B extends AnyBan>({ source }: { source: BanSource<B> }) {
  const { t } = useTranslation();
  const [lifting, setLifting] = useState<B>();
  const { name, label, queryKey, searchLabel, empty } = source;
  return (
    <Panel title={source.title} {...(source.note !== undefined && { note: source.note })} isFlush>
      <DataTable
        {...{ name, label, columns: columnsOf(t, source), queryKey, searchLabel, empty }}
        keyOf={(ban) => ban.id}
        nameOf={(ban) => nameOf(source, ban)}
        load={async (request) =>
          listLocally((await source.load()).items, request, {
            words: (ban) => [source.whoOf(ban), ban.address, ...source.wordsOf(ban)],
            orders: {
              who: (ban) => nameOf(source, ban),
              failures: (ban) => ban.failures,
              since: (ban) => ban.since,
              until: (ban) => ban.until,
            },
          })
        }
        refreshMs={5_000}
        {...(source.mayLift && {
          rowActions: (ban: B) => (
            <Button size="compact-sm" variant="default" onClick={() => setLifting(ban)}>
              {t("ban.lift")}
            </Button>
          ),
        })}
      />
      <LiftBan source={source} ban={lifting} onClose={() => setLifting(undefined)} />
    </Panel>
  );
}
