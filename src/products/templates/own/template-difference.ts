import { type BundleDifference, modelDifferences, settingDifferences } from "../../bundle/difference.ts";
import { mapDifferences } from "../../registers/merge.ts";
import type { OwnTemplate } from "./own-templates.ts";
import type { TemplateFacts } from "./template-facts.ts";

export interface TemplateDifference extends BundleDifference {
  /** What of it changes, where it is a register, a poll group or the unit. */
  readonly fields: readonly string[];
}

const FACTS: readonly (keyof TemplateFacts)[] = [
  ...(["name", "family", "maker", "makerModel", "description", "note", "sources"] as const),
];

/** `name`, `settings.validation`, `thingModel.properties.temp`, `mapping`, `registerMap.points.temp`, `verification`. */
export function templateDifferences(before: OwnTemplate, after: OwnTemplate): TemplateDifference[] {
  const [old, fresh] = [before.content, after.content];
  const changed = (path: string, from: unknown, to: unknown): TemplateDifference[] =>
    Bun.deepEquals(from, to) ? [] : [{ path, kind: "changed", fields: [] }];
  const facts = FACTS.flatMap((name): TemplateDifference[] =>
    Bun.deepEquals(before[name], after[name])
      ? []
      : [{ path: name, kind: "changed", fields: [], before: before[name], after: after[name] }],
  );
  return [
    ...facts,
    ...settingDifferences(old.settings, fresh.settings).map(withFields),
    ...modelDifferences(old.thingModel, fresh.thingModel).map(withFields),
    ...changed("mapping", old.mapping, fresh.mapping),
    ...mapDifferences(old.registerMap, fresh.registerMap).map(({ path, ...rest }) => ({
      ...{ path: `registerMap.${path}`, ...rest },
    })),
    ...changed("registerMap.note", old.registerMap.note, fresh.registerMap.note),
    ...(Bun.deepEquals(before.verification, after.verification)
      ? []
      : [
          {
            ...{ path: "verification", fields: [] },
            kind: after.verification === null ? ("removed" as const) : ("changed" as const),
          },
        ]),
  ];
}

function withFields(difference: BundleDifference): TemplateDifference {
  return { ...difference, fields: [] };
}
