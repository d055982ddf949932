// Devices by a pattern of names, as a job: each name once, whatever interrupts it.

import * as v from "valibot";
import type { JobContext, Jobs } from "../../jobs/jobs.ts";
import { type NamePattern, PatternError, parseNamePattern } from "../../kit/name-pattern.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { DEVICE_NAME_PATTERN, PRODUCT_KEY_PATTERN } from "../../spine/ids.ts";
import { type CommitDeps, commitPlans, type PendingTags, SECRETS_HEAD } from "../import/commit.ts";
import type { ReaderDeps } from "../import/line-reader.ts";
import { isProblem, type PlanDeps, planRow, type RowPlan } from "../import/rows/plan.ts";
import { makeRowReach, type RowReach } from "../import/rows/row-reach.ts";
import { readRow } from "../import/rows/row-reader.ts";
import { TagsSchema } from "../topology/tags.ts";

export const GENERATE_KIND = "device.generate";
/** Most devices of one pattern. */
export const GENERATED_MAX = 50_000;
const PORTION = 100;

const Text = v.pipe(v.string(), v.maxLength(256));

export const GenerateInput = v.strictObject({
  productKey: v.pipe(v.string(), v.regex(PRODUCT_KEY_PATTERN, "must be a product key")),
  pattern: v.pipe(
    v.string(),
    v.minLength(1, "must not be empty"),
    v.maxLength(256),
    v.description("Names: `LINE{1..4}-PRESS{01..20}`, `{a,b}` for a list"),
  ),
  name: v.optional(
    v.pipe(Text, v.description("Nicknames: a pattern with as many names, or one text for all")),
    "",
  ),
  group: v.optional(
    v.pipe(
      Text,
      v.description(
        "Path of the group, `Site/Line`: a pattern with as many, or one for all; created where missing",
      ),
    ),
    "",
  ),
  tags: v.optional(TagsSchema, {}),
  notes: v.optional(v.pipe(v.string(), v.maxLength(4_000)), ""),
  isEnabled: v.optional(v.boolean(), true),
});
export type GenerateInput = v.InferOutput<typeof GenerateInput>;

interface GeneratePlace {
  /** Names that are done with. */
  readonly done: number;
  readonly pending: PendingTags;
}

export interface GenerateDeps {
  readonly db: CommitDeps["db"];
  readonly devices: CommitDeps["devices"] & PlanDeps["devices"];
  readonly tags: CommitDeps["tags"] & PlanDeps["tags"];
  readonly groups: CommitDeps["groups"] & ReaderDeps["groups"];
  readonly products: PlanDeps["products"];
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** One device that the patterns stand for, as cells of a table. */
export interface GeneratedRow {
  readonly deviceName: string;
  readonly name: string;
  readonly group: string;
}

export interface Generation {
  readonly count: number;
  nth(index: number): GeneratedRow;
}

/** Throws `pattern_bad`, `pattern_too_many`, or `import_bad_device_name` for the first name that cannot be one. */
export function readGeneration({
  pattern,
  name,
  group,
}: Pick<GenerateInput, "pattern" | "name" | "group">): Generation {
  const names = parse(pattern);
  if (names.count > GENERATED_MAX)
    throw new AppError("pattern_too_many", { count: names.count, limit: GENERATED_MAX });
  // The first and the last are the shortest and the longest but for lists, whose items are checked as rows.
  for (const at of [0, names.count - 1]) {
    const value = names.nth(at);
    if (!DEVICE_NAME_PATTERN.test(value)) throw new AppError("import_bad_device_name", { value });
  }
  const nicknames = alongside(parse(name), names.count);
  const groups = alongside(parse(group), names.count);
  return {
    count: names.count,
    nth: (index) => ({ deviceName: names.nth(index), name: nicknames(index), group: groups(index) }),
  };
}

function parse(text: string): NamePattern {
  try {
    return parseNamePattern(text);
  } catch (cause) {
    if (cause instanceof PatternError) throw new AppError("pattern_bad", { at: cause.at }, { cause });
    throw cause;
  }
}

/** A pattern with as many names goes along name by name; one with fewer stands for runs of equal length. */
function alongside(pattern: NamePattern, count: number): (index: number) => string {
  if (pattern.count === 1) return () => pattern.nth(0);
  if (pattern.count === count) return (index) => pattern.nth(index);
  if (count % pattern.count !== 0)
    throw new AppError("pattern_uneven", { count: pattern.count, names: count });
  const run = count / pattern.count;
  return (index) => pattern.nth(Math.floor(index / run));
}

/** Makes the kind known. */
export function defineGenerate(jobs: Jobs, deps: GenerateDeps): void {
  jobs.define({
    ...{ kind: GENERATE_KIND, input: GenerateInput, resultName: "secrets.csv" },
    needs: { area: "devices", action: "manage" },
    run: (context: JobContext<GenerateInput, GeneratePlace>) => generate(context, deps),
  });
}

async function generate(
  context: JobContext<GenerateInput, GeneratePlace>,
  deps: GenerateDeps,
): Promise<void> {
  const { input } = context;
  const generation = readGeneration(input);
  let { done, pending } = context.checkpoint ?? { done: 0, pending: [] };
  context.header(["deviceName", "name", "group"]);
  context.resultHead(SECRETS_HEAD);
  const commit = (plans: readonly RowPlan[], reach: RowReach) => {
    const save = (next: PendingTags) => context.save({ done, pending: next });
    const ports = {
      ...{ actor: context.actor, reach },
      count: (name: string) => context.count(name),
      result: (text: string) => context.result(text),
      save,
    };
    pending = commitPlans({ plans, pending }, deps, ports);
  };
  while (done < generation.count) {
    await context.turn();
    const reach = makeRowReach(context.reach, deps.groups);
    const end = Math.min(done + PORTION, generation.count);
    const plans = new Map<string, RowPlan>();
    // Of `{1,11}{1,11}` two names are the same; one of an earlier portion exists by now, and is told.
    for (; done < end; done++)
      for (const plan of planOne(generation.nth(done), { context, at: done }, { ...deps, reach }))
        plans.set(generation.nth(done).deviceName, plan);
    context.progress(done, generation.count);
    commit([...plans.values()], reach);
  }
  commit([], makeRowReach(context.reach, deps.groups));
}

function planOne(
  row: GeneratedRow,
  { context, at }: { context: JobContext<GenerateInput, GeneratePlace>; at: number },
  deps: PlanDeps,
): RowPlan[] {
  const { productKey, tags, notes, isEnabled } = context.input;
  const cells = [row.deviceName, row.name, row.group];
  const { draft, problems } = readRow(cells, ["deviceName", "name", "group"]);
  const tell = (column: string, why: Pick<(typeof problems)[number], "code" | "params">) =>
    context.rowError({ row: at + 1, column, code: why.code, params: why.params, cells });
  for (const problem of problems) tell(problem.target, problem);
  if (problems.length > 0) return [];
  const hasTags = Object.keys(tags).length > 0;
  const whole = {
    ...draft,
    ...(notes === "" ? {} : { notes }),
    ...(isEnabled ? {} : { isEnabled }),
    ...(hasTags ? { tags } : {}),
  };
  const plan = planRow({ ...whole, productKey }, { mode: "create", key: "name", makesGroups: true }, deps);
  if (!isProblem(plan)) return [plan];
  tell(plan.target, plan);
  return [];
}
