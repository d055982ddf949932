// A change to many devices from the question to its end: at once with an undo, or as a job.

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Selection } from "../../base/data-table/column.ts";
import { toastUndo } from "../../base/notice/toast-undo.tsx";
import { formatCount } from "../../base/quantity.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { Device } from "../../contract.ts";
import { type BulkChange, type BulkOutcome, type BulkTarget, deviceCalls } from "../device-calls.ts";
import { refreshGroups } from "../groups/use-groups.ts";
import { documentFor, queryFor } from "../list/device-filter.ts";
import { restoreByName } from "../trash/restore.ts";

export type BulkAction = BulkChange["action"];
/** Up to so many the server changes at once; more become a job. */
export const AT_ONCE = 200;

export interface BulkQuestion {
  readonly action: BulkAction;
  readonly selection: Selection<Device>;
  /** Forgets the selection. */
  readonly clear: () => void;
}

export interface Bulk {
  readonly question: BulkQuestion | undefined;
  /** What came of it, where there is more to say than a notice has room for. */
  readonly outcome: BulkOutcome | undefined;
  readonly isBusy: boolean;
  /** Enabling what is selected by hand is done at once; anything else opens a dialog. */
  ask(question: BulkQuestion): void;
  run(change: BulkChange): void;
  close(): void;
}

const keyOf = ({ productKey, deviceName }: Device) => `${productKey}/${deviceName}`;

export function targetOf(selection: Selection<Device>): BulkTarget {
  return selection.kind === "rows" ? { keys: selection.keys } : { filter: documentFor(selection) };
}

/** The devices themselves, as far as they are changed at once; their names are what an undo needs. */
async function rowsOf(selection: Selection<Device>): Promise<readonly Device[] | undefined> {
  if (selection.kind === "rows") return selection.rows.length <= AT_ONCE ? selection.rows : undefined;
  if (selection.total > AT_ONCE) return undefined;
  const listing = await deviceCalls.list({ ...queryFor(selection), limit: AT_ONCE });
  return listing.nextCursor === null ? listing.items : undefined;
}

interface Done {
  readonly change: BulkChange;
  readonly outcome: BulkOutcome;
  readonly rows: readonly Device[] | undefined;
}

/** Takes it back; undefined for what cannot be. */
function undoOf({ change: { action }, rows }: Done): (() => Promise<number>) | undefined {
  if (rows === undefined) return undefined;
  if (action === "delete") return () => restoreByName(rows.map(keyOf));
  if (action !== "enable" && action !== "disable") return undefined;
  const keys = rows.filter((row) => row.isEnabled === (action === "disable")).map(keyOf);
  if (keys.length === 0) return undefined;
  const back = action === "enable" ? "disable" : "enable";
  return async () => (await deviceCalls.change({ keys }, { action: back })).changed;
}

function useDone() {
  const { t } = useTranslation();
  return (done: Done) => {
    const { change, outcome } = done;
    if (outcome.changed === 0) return toastDone(t("bulk.nothing"));
    const message = t(`bulk.done.${change.action}`, { total: formatCount(outcome.changed) });
    const undo = undoOf(done);
    if (undo === undefined) return toastDone(message);
    toastUndo(message, () => {
      undo()
        .then((total) => {
          toastDone(t("bulk.undone", { total: formatCount(total) }));
          return refreshGroups();
        })
        .catch((error) => toastProblem(error, t));
    });
  };
}

export function useBulk(): Bulk {
  const { t } = useTranslation();
  const [question, setQuestion] = useState<BulkQuestion>();
  const [outcome, setOutcome] = useState<BulkOutcome>();
  const sayDone = useDone();
  const close = () => {
    setQuestion(undefined);
    setOutcome(undefined);
  };
  const run = useMutation({
    mutationFn: async ({ asked, change }: { asked: BulkQuestion; change: BulkChange }) => {
      const rows = await rowsOf(asked.selection);
      const target = rows === undefined ? targetOf(asked.selection) : { keys: rows.map(keyOf) };
      return { change, rows, outcome: await deviceCalls.change(target, change) };
    },
    onSuccess: (done, { asked }) => {
      void refreshGroups();
      asked.clear();
      if (done.outcome.job !== null || done.outcome.failed.length > 0) return setOutcome(done.outcome);
      close();
      sayDone(done);
    },
    onError: (error) => toastProblem(error, t),
  });
  return {
    ...{ question, outcome, close },
    isBusy: run.isPending,
    ask(asked) {
      if (asked.action === "enable" && asked.selection.kind === "rows")
        return run.mutate({ asked, change: { action: "enable" } });
      setOutcome(undefined);
      setQuestion(asked);
    },
    run: (change) => question && run.mutate({ asked: question, change }),
  };
}
