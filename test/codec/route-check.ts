import type { Dialect } from "../../src/codec/dialect.ts";

const VALUES: Readonly<Record<string, string>> = { productKey: "pk", deviceName: "dn" };

/** What is wrong with a dialect's table of topics, for device `pk/dn`; empty when all of it holds. */
export function checkRoutes(dialect: Dialect): string[] {
  return dialect.routes.flatMap(({ pattern, direction, description, example }) => {
    const topic = pattern.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? "1");
    const problems: string[] = [];
    if (direction === "up" && !dialect.route(topic, "pk", "dn")) problems.push(`${pattern}: not an uplink`);
    if (direction === "down" && !dialect.maySubscribe(topic, "pk", "dn"))
      problems.push(`${pattern}: cannot be heard`);
    if (description.en === "" || description.zh === "" || example === "")
      problems.push(`${pattern}: not told`);
    return problems;
  });
}
