import * as v from "valibot";
import { named } from "../../../http/http.ts";
import { CHANGES, FEATURE_KINDS, type ModelDiff, RISKS } from "../diff.ts";

const Field = v.object({
  path: v.string(),
  from: v.pipe(v.unknown(), v.description("null: it was not there")),
  to: v.pipe(v.unknown(), v.description("null: it is gone")),
});
export const DiffJson = named(
  "ThingModelDiff",
  v.object({
    changes: v.array(
      v.object({
        kind: v.picklist(FEATURE_KINDS),
        identifier: v.string(),
        name: v.string(),
        change: v.picklist(CHANGES),
        fields: v.array(Field),
        risks: v.array(v.picklist(RISKS)),
        needsChoice: v.pipe(
          v.boolean(),
          v.description("Values of the old type are stored: publishing asks what becomes of them"),
        ),
      }),
    ),
  }),
);

/** What is absent is null on the wire. */
export function diffJson({ changes }: ModelDiff): v.InferOutput<typeof DiffJson> {
  return {
    changes: changes.map((change) => ({
      ...change,
      risks: [...change.risks],
      fields: change.fields.map(({ path, from, to }) => ({ path, from: from ?? null, to: to ?? null })),
    })),
  };
}
