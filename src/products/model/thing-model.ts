// Reading a thing model that someone brings as JSON, whichever platform it comes from.

import type { SchemaProblem } from "../../kit/schema-problem.ts";
import type { ThingModel } from "../../spine/model.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { readDocument } from "./documents.ts";

/** The model in `document`, in our own form or another platform's, or everything that is wrong with it. */
export function readThingModel(document: unknown): Result<ThingModel, readonly SchemaProblem[]> {
  const { model, problems } = readDocument(document);
  return model === undefined ? err(problems) : ok(model);
}
