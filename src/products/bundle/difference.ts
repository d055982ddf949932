import type { ThingModel } from "../../spine/model.ts";

/** One thing that an import makes, changes or takes away; values only of what is short and no secret. */
export interface BundleDifference {
  /** `settings.name`, `thingModel.properties.temp`, `mapping`, `secrets.productSecret`, `sections.registerMap`. */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What of `after` differs from `before`, key by key; keys that `after` does not have stay as they are. */
export function settingDifferences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): BundleDifference[] {
  return Object.entries(after).flatMap(([name, value]) =>
    value === undefined || Bun.deepEquals(before[name], value)
      ? []
      : [{ path: `settings.${name}`, kind: "changed" as const, before: before[name], after: value }],
  );
}

/** Which features come, go and change; the model itself where only their order does. */
export function modelDifferences(before: ThingModel, after: ThingModel): BundleDifference[] {
  const lists = new Set([...Object.keys(before), ...Object.keys(after)]);
  const found = [...lists].flatMap((list): BundleDifference[] => {
    const [old, fresh] = [before, after].map((model) => indexed(Reflect.get(model, list)));
    if (old === undefined || fresh === undefined) return [];
    const names = new Set([...old.keys(), ...fresh.keys()]);
    return [...names].flatMap((name): BundleDifference[] => {
      const path = `thingModel.${list}.${name}`;
      if (!old.has(name)) return [{ path, kind: "added" }];
      if (!fresh.has(name)) return [{ path, kind: "removed" }];
      return Bun.deepEquals(old.get(name), fresh.get(name)) ? [] : [{ path, kind: "changed" }];
    });
  });
  const isOnlyOrder = found.length === 0 && !Bun.deepEquals(before, after);
  return isOnlyOrder ? [{ path: "thingModel", kind: "changed" }] : found;
}

/** By identifier; a list that a model leaves out is empty. */
function indexed(list: unknown): Map<string, unknown> {
  const items = Array.isArray(list) ? (list as readonly { identifier: string }[]) : [];
  return new Map(items.map((item) => [item.identifier, item]));
}
