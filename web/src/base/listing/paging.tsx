// Server paging by cursor: forward by the answer's cursor, back by those seen.

import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Listing } from "../../contract.ts";
import { formatCount } from "../quantity.ts";

export interface Paging {
  readonly cursor: string | undefined;
  readonly page: number;
  next(cursor: string): void;
  back(): void;
}

/** `scope` names the filter: when it changes the paging starts anew. */
export function usePaging(scope: string): Paging {
  const [state, setState] = useState<{ scope: string; cursors: string[] }>({ scope, cursors: [] });
  const cursors = state.scope === scope ? state.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length,
    next: (cursor) => setState({ scope, cursors: [...cursors, cursor] }),
    back: () => setState({ scope, cursors: cursors.slice(0, -1) }),
  };
}

export function Pager({
  paging,
  listing,
  limit,
}: {
  paging: Paging;
  listing: Listing<unknown>;
  limit: number;
}) {
  const { t } = useTranslation();
  const { nextCursor, total } = listing;
  if (nextCursor === null && paging.page === 0) {
    return total === undefined ? null : (
      <Text size="xs" c="dimmed" className="pager">
        {t("paging.all", { total: formatCount(total) })}
      </Text>
    );
  }
  const from = paging.page * limit + 1;
  const to = paging.page * limit + listing.items.length;
  return (
    <Group justify="space-between" className="pager">
      <Text size="xs" c="dimmed">
        {total === undefined
          ? t("paging.range", { from: formatCount(from), to: formatCount(to) })
          : t("paging.rangeOf", { from: formatCount(from), to: formatCount(to), total: formatCount(total) })}
      </Text>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          disabled={paging.page === 0}
          onClick={paging.back}
          leftSection={<IconChevronLeft size={14} />}
        >
          {t("paging.back")}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={nextCursor === null}
          onClick={() => nextCursor !== null && paging.next(nextCursor)}
          rightSection={<IconChevronRight size={14} />}
        >
          {t("paging.next")}
        </Button>
      </Group>
    </Group>
  );
}
