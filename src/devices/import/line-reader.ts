import type { TableRow } from "../../kit/table-file.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import type { DeviceName } from "../registry/contract.ts";
import type { ImportContext, ImportInput, ReadLine } from "./import-input.ts";
import type { ColumnTarget } from "./rows/columns.ts";
import { isProblem, type PlanDeps, planRow, type RowPlan, type RowProblem } from "./rows/plan.ts";
import { makeRowReach, type RowReach } from "./rows/row-reach.ts";
import { type RowDraft, readRow } from "./rows/row-reader.ts";

/** The reader asks itself what is reached. */
export interface ReaderDeps extends Omit<PlanDeps, "reach"> {
  readonly groups: PlanDeps["groups"] & Pick<DeviceGroups, "find" | "subtreeOf">;
}

/** What a line says that another one said before. */
interface Older {
  readonly row: number;
  readonly target: ColumnTarget;
}

/** Reads lines, tells what is wrong with them, and remembers which devices the file has had. */
export class LineReader {
  /** Product of each device that the file names, by `productKey/deviceName` and by device name. */
  readonly products = new Map<string, string>();
  /** The row that had a device or a key first: what it makes may not be found yet when the next row asks. */
  readonly #rows = new Map<string, number>();
  seenRows = 0;
  #reach: RowReach;

  constructor(
    readonly context: ImportContext,
    readonly deps: ReaderDeps,
  ) {
    this.#reach = makeRowReach(context.reach, deps.groups);
  }

  /** Asks again what is reached: at the start of each portion. */
  begin(): RowReach {
    this.#reach = makeRowReach(this.context.reach, this.deps.groups);
    return this.#reach;
  }

  /** False for the heading, and for a line that an earlier run is done with; that one is only remembered. */
  isFresh(line: TableRow, doneRow: number): boolean {
    if (isHeading(line, this.context.input)) return false;
    this.seenRows += 1;
    if (line.row > doneRow) return true;
    this.#remember(readRow(line.cells, this.context.input.columns).draft, line.row);
    return false;
  }

  /** What is to be done; undefined when something is wrong, which is told. */
  plan(line: TableRow): RowPlan | undefined {
    const { input } = this.context;
    const { draft, problems } = readRow(line.cells, input.columns);
    this.context.progress(this.seenRows, input.rowCount);
    for (const problem of problems) this.#tell(line, problem);
    if (problems.length > 0) return undefined;
    const older = this.#remember(draft, line.row);
    if (older !== undefined) return this.#tellDuplicate(line, older);
    const plan = planRow(draft, input, { ...this.deps, reach: this.#reach });
    if (isProblem(plan)) return this.#tell(line, plan);
    // Of a row that found its device by another key than its name.
    const known = this.#remember(plan.action === "create" ? plan.draft : plan.device, line.row);
    return known === undefined ? plan : this.#tellDuplicate(line, known);
  }

  /** A line that names a gateway and was not refused by itself. */
  bindable(line: TableRow): ReadLine | undefined {
    const { input } = this.context;
    if (isHeading(line, input)) return undefined;
    const { draft, problems } = readRow(line.cells, input.columns);
    if (problems.length > 0 || draft.gateway === undefined) return undefined;
    return this.#remember(draft, line.row) === undefined ? { line, draft } : undefined;
  }

  #tellDuplicate(line: TableRow, { row, target }: Older): undefined {
    return this.#tell(line, { target, code: "import_duplicate", params: { row } });
  }

  #tell({ row, cells }: TableRow, { target, code, params }: RowProblem): undefined {
    const { columns, headings } = this.context.input;
    const column = headings[columns.indexOf(target)] ?? target;
    this.context.rowError({ row, column, code, params, cells });
    return undefined;
  }

  /** Returns the other row that had this device before, by its name or by the key that finds it. */
  #remember(draft: RowDraft | DeviceName, row: number): Older | undefined {
    const places = [...this.#nameOf(draft), ...this.#keyOf(draft)];
    for (const { place, target } of places) {
      const before = this.#rows.get(place);
      if (before !== undefined && before !== row) return { row: before, target };
    }
    for (const { place } of places) this.#rows.set(place, row);
    return undefined;
  }

  #nameOf({ productKey = this.context.input.productKey, deviceName }: RowDraft): Place[] {
    if (productKey === undefined || deviceName === undefined) return [];
    const place = deviceKey(productKey, deviceName);
    if (!this.products.has(place)) {
      this.products.set(place, productKey);
      this.products.set(deviceName, productKey);
    }
    return [{ place, target: "deviceName" }];
  }

  /** No device has a name with `=`. */
  #keyOf({ deviceSecret, tags }: RowDraft): Place[] {
    const { key } = this.context.input;
    if (key === "name") return [];
    const [target, value] =
      key === "secret" ? (["deviceSecret", deviceSecret] as const) : ([key, tags?.[key.slice(4)]] as const);
    return value === undefined ? [] : [{ place: `=${value}`, target }];
  }
}

interface Place {
  readonly place: string;
  readonly target: ColumnTarget;
}

/** The heading is the first row with text, wherever it stands. */
function isHeading({ cells }: TableRow, { headings }: ImportInput): boolean {
  return cells.length === headings.length && cells.every((cell, at) => cell === headings[at]);
}
