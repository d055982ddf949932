import * as v from "valibot";
import {
  type Actor,
  type Audit,
  actorOf,
  body,
  makeRouter,
  named,
  type Router,
  requireMay,
  route,
} from "../../http/http.ts";
import { type Job, JobJson, type Jobs, jobJson } from "../../jobs/jobs.ts";
import { describeError, type Language } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { BULK_AT_ONCE } from "../../spine/limits.ts";
import { reachedGroup } from "../groups/placing.ts";
import { askerOf } from "../listing/device-query.ts";
import { type BulkDeps, type BulkOutcome, changeItems, countTarget, nextOf } from "./bulk.ts";
import { bulkKindOf } from "./bulk-job.ts";
import { actionFor, type BulkChange, BulkSchema } from "./bulk-schema.ts";

export interface BulkRoutesDeps extends BulkDeps {
  readonly jobs: Jobs;
  readonly audit: Audit;
}

/** Names of devices that one entry of the audit trail lists. */
const AUDITED = 100;
const OutcomeJson = named(
  "BulkOutcome",
  v.object({
    matched: v.pipe(v.number(), v.description("Devices that are meant")),
    changed: v.number(),
    unchanged: v.pipe(v.number(), v.description("They were so already")),
    failed: v.array(v.object({ device: v.string(), code: v.string(), message: v.string() })),
    job: v.pipe(
      v.nullable(JobJson),
      v.description(`Of more than ${BULK_AT_ONCE} devices: the job that does it`),
    ),
  }),
);

/** `POST /devices/bulk`. */
export function bulkRoutes(deps: BulkRoutesDeps): Router {
  const api = makeRouter();
  api.post(
    "/devices/bulk",
    route({
      id: "changeDevices",
      tag: "devices",
      summary: "Change many devices at once",
      description:
        `Up to ${BULK_AT_ONCE} at once; of more a job is made, whose counts and errors tell what came of it. ` +
        "With `dryRun` only `matched` is told. Enabling, disabling, tagging and editing `notes` needs `command`, " +
        "the rest `manage`. Deleted devices go to the trash. Who reaches only a part of the devices changes what he " +
        "reaches when it is done, and moves devices within it: out of it is refused device by device.",
      allow: "command",
      reach: "filtered",
      returns: OutcomeJson,
      errors: ["not_found", "too_many_jobs"],
      bodyBytes: 2 * 1024 * 1024,
    }),
    body(BulkSchema),
    (c) => {
      const actor = actorOf(c);
      const change = c.req.valid("json");
      requireMay(actor, "devices", actionFor(change));
      const asker = askerOf(c);
      if (change.action === "move" && change.groupId !== null)
        reachedGroup(deps.groups, change.groupId, asker.reach);
      const matched = countTarget(deps, change.target, asker);
      const language = c.get("language");
      if (change.dryRun) return c.json(answerOf({ matched }, language));
      if (matched > BULK_AT_ONCE) {
        const job = startJob(deps, change, { actor, matched });
        return c.json(answerOf({ matched, job }, language));
      }
      const { items } = nextOf(deps, change.target, { after: 0, limit: BULK_AT_ONCE, asker });
      const outcome = changeItems(deps, change, { items, asker });
      noteChange(deps, change, { actor, outcome });
      return c.json(answerOf({ matched, outcome }, language));
    },
  );
  return api;
}

function startJob(
  { jobs, audit }: BulkRoutesDeps,
  change: BulkChange,
  { actor, matched }: { actor: Actor; matched: number },
): Job {
  const title = `${change.action}: ${matched} devices`;
  const job = jobs.start(bulkKindOf(change), {
    ...{ input: change, actor: actor.username, title },
    scopes: actor.permissions.reach.scopes,
  });
  const { target, dryRun: _, action, ...what } = change;
  const meant = "keys" in target ? { devices: target.keys.slice(0, AUDITED) } : target;
  const after = { count: matched, job: job.id, ...meant, ...what };
  audit(actor, { action: `device.bulk-${action}`, target: `${matched} devices`, after });
  return job;
}

function noteChange(
  { audit }: BulkRoutesDeps,
  { target, dryRun: _, action, ...what }: BulkChange,
  { actor, outcome: { changed } }: { actor: Actor; outcome: BulkOutcome },
): void {
  if (changed.length === 0) return;
  const devices = changed
    .slice(0, AUDITED)
    .map(({ productKey, deviceName }) => deviceKey(productKey, deviceName));
  const filter = "filter" in target ? { filter: target.filter } : {};
  const after = { count: changed.length, ...filter, devices, ...what };
  audit(actor, { action: `device.bulk-${action}`, target: `${changed.length} devices`, after });
}

function answerOf(
  { matched, outcome, job }: { matched: number; outcome?: BulkOutcome; job?: Job },
  language: Language,
): v.InferOutput<typeof OutcomeJson> {
  const failed = (outcome?.failed ?? []).map(({ device, code, params }) => ({
    device,
    code,
    message: describeError(code, params, language),
  }));
  return {
    matched,
    changed: outcome?.changed.length ?? 0,
    unchanged: outcome?.unchanged ?? 0,
    failed,
    job: job === undefined ? null : jobJson(job, language),
  };
}
