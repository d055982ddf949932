import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  makeRouter,
  named,
  type Reach,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { JobJson, type Jobs, jobJson } from "../../jobs/jobs.ts";
import type { Products } from "../../products/products.ts";
import { AppError } from "../../spine/error.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import { pathBarrier } from "../groups/placing.ts";
import { readRow } from "../import/rows/row-reader.ts";
import type { Devices } from "../registry/contract.ts";
import {
  GENERATE_KIND,
  GENERATED_MAX,
  GenerateInput,
  type Generation,
  readGeneration,
} from "./generate-job.ts";

export interface GenerateRoutesDeps {
  readonly jobs: Jobs;
  readonly devices: Pick<Devices, "find">;
  readonly products: Pick<Products, "find">;
  readonly groups: Pick<DeviceGroups, "at">;
  readonly audit: Audit;
}

const tag = "devices";
const errors = [
  "unknown_product",
  "pattern_bad",
  "pattern_too_many",
  "pattern_uneven",
  "import_bad_device_name",
  "import_outside",
  "import_no_place",
] as const;
/** Names looked up for the preview's count of those that exist. */
const LOOKED_UP = 2_000;
const SHOWN = 10;

const RowJson = v.object({ deviceName: v.string(), name: v.string(), group: v.string() });
const PreviewJson = named(
  "GeneratePreview",
  v.object({
    count: v.number(),
    first: v.pipe(v.array(RowJson), v.description(`The first ${SHOWN}`)),
    last: v.nullable(RowJson),
    existing: v.pipe(
      v.number(),
      v.description(`Of the first ${LOOKED_UP}, how many that you reach exist already`),
    ),
  }),
);

/** `/devices/generate`: devices by a pattern of names. */
export function generateRoutes(deps: GenerateRoutesDeps): Router {
  const { jobs, audit } = deps;
  const api = makeRouter();
  api.post(
    "/devices/generate/preview",
    route({
      id: "previewGeneratedDevices",
      tag,
      summary: "What a pattern of names stands for",
      allow: "manage",
      reach: "filtered",
      returns: PreviewJson,
      errors: [...errors],
    }),
    body(GenerateInput),
    (c) => {
      const input = c.req.valid("json");
      const reach = reachOf(c);
      const generation = open(input, deps, reach);
      const first = Array.from({ length: Math.min(SHOWN, generation.count) }, (_, at) => generation.nth(at));
      const last = generation.count > SHOWN ? generation.nth(generation.count - 1) : null;
      return c.json({
        count: generation.count,
        first,
        last,
        existing: countExisting(input.productKey, generation, { ...deps, reach }),
      });
    },
  );
  api.post(
    "/devices/generate",
    route({
      id: "generateDevices",
      tag,
      summary: "Create devices by a pattern of names",
      description: `Up to ${GENERATED_MAX}; answers at once with the job that does it. Their secrets are its result.`,
      allow: "manage",
      reach: "filtered",
      status: 202,
      returns: JobJson,
      errors: [...errors, "too_many_jobs"],
    }),
    body(GenerateInput),
    (c) => {
      const input = c.req.valid("json");
      const { count } = open(input, deps, reachOf(c));
      const actor = actorOf(c);
      const title = `${input.productKey}/${input.pattern}`;
      const job = jobs.start(GENERATE_KIND, {
        ...{ input, actor: actor.username, title },
        scopes: actor.permissions.reach.scopes,
      });
      audit(actor, { action: "device.generate", target: title, after: { job: job.id, count } });
      return c.json(jobJson(job, c.get("language")), 202);
    },
  );
  return api;
}

function open(input: GenerateInput, { products, groups }: GenerateRoutesDeps, reach: Reach): Generation {
  const { productKey } = input;
  if (products.find(productKey) === undefined || !reach.touchesProduct(productKey))
    throw new AppError("unknown_product", { productKey });
  const generation = readGeneration(input);
  // Each row is judged when it is made; where already the first has no place, nothing is begun.
  const { group } = readRow([generation.nth(0).group], ["group"]).draft;
  const barrier = group && pathBarrier(groups, group, reach);
  if (barrier) throw new AppError(barrier.code, barrier.params);
  if (group === undefined && !reach.coversProduct(productKey)) throw new AppError("import_no_place");
  return generation;
}

function countExisting(
  productKey: string,
  generation: Generation,
  { devices, reach }: Pick<GenerateRoutesDeps, "devices"> & { readonly reach: Reach },
): number {
  let existing = 0;
  for (let at = 0; at < Math.min(LOOKED_UP, generation.count); at++) {
    const { deviceName } = generation.nth(at);
    const isThere = devices.find(productKey, deviceName) !== undefined;
    if (isThere && reach.coversDevice(productKey, deviceName)) existing += 1;
  }
  return existing;
}
