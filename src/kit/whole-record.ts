// A valibot record that keeps every key. `v.record` leaves out `constructor` and two more without a word, and what someone
// called so would be gone.

import * as v from "valibot";

const LEFT_OUT = ["constructor", "prototype", "__proto__"] as const;

const OWN = { enumerable: true, configurable: true, writable: true };

type Key = v.BaseSchema<string, string, v.BaseIssue<unknown>>;

/** As `v.record`, with the keys that it leaves out. */
export function wholeRecord<const K extends Key, const V extends v.GenericSchema>(key: K, value: V) {
  const record = v.record(key, value);
  const run = record["~run"];
  const runWhole: typeof run = (dataset, config) => {
    const input: unknown = dataset.value;
    const result = run.call(record, dataset, config);
    if (typeof input !== "object" || input === null) return result;
    for (const name of LEFT_OUT) {
      if (!Object.hasOwn(input, name)) continue;
      const given: unknown = Reflect.get(input, name);
      const field = v.safeParse(value, given, config);
      const issues = [...(v.safeParse(key, name, config).issues ?? []), ...(field.issues ?? [])];
      const item = { type: "object", origin: "value", input, key: name, value: given };
      for (const issue of issues) Object.assign(issue, { path: [item, ...(issue.path ?? [])] });
      if (issues.length === 0) Object.defineProperty(result.value, name, { ...OWN, value: field.output });
      else Object.assign(result, { typed: false, issues: [...(result.issues ?? []), ...issues] });
    }
    return result;
  };
  return Object.assign(record, { "~run": runWhole });
}
