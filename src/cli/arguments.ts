import { err, ok, type Result } from "../spine/result.ts";

/** Flags that a command takes: name without dashes -> whether a value follows. */
export type FlagTable = ReadonlyMap<string, "switch" | "value">;

export interface Arguments {
  readonly flags: Readonly<Record<string, string | boolean>>;
  readonly positionals: readonly string[];
}

/**
 * Reads `--name value`, `--name=value`, switches as `--name`, `--no-name` or `--name=false`; `-h` is `--help`.
 * The last one of a name wins. Everything after `--` is positional. The failure is a text for the terminal.
 */
export function parseArguments(args: readonly string[], table: FlagTable): Result<Arguments, string> {
  const flags: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      positionals.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      positionals.push(arg);
      continue;
    }
    const flag = readFlag(arg === "-h" ? "--help" : arg, table);
    if (!flag.ok) return flag;
    const { name, value } = flag.value;
    if (value !== undefined) flags[name] = value;
    else if (i + 1 < args.length) flags[name] = args[++i] ?? "";
    else return err(`--${name} needs a value`);
  }
  return ok({ flags, positionals });
}

/** One flag with its value; undefined when the value is the next argument. */
function readFlag(
  arg: string,
  table: FlagTable,
): Result<{ name: string; value: string | boolean | undefined }, string> {
  const equals = arg.indexOf("=");
  const name = arg.slice(2, equals === -1 ? undefined : equals);
  const kind = arg.startsWith("--") ? table.get(name) : undefined;
  if (kind !== undefined) {
    if (equals !== -1) return ok({ name, value: arg.slice(equals + 1) });
    return ok({ name, value: kind === "switch" ? true : undefined });
  }
  const positive = name.replace(/^no-/, "");
  if (equals === -1 && arg.startsWith("--no-") && table.get(positive) === "switch") {
    return ok({ name: positive, value: false });
  }
  const near = [...table.keys()].find((known) => isNear(known, name));
  return err(`unknown flag ${arg.slice(0, equals === -1 ? undefined : equals)}${near ? `; --${near}?` : ""}`);
}

/** A slip of the keyboard: one sorted set of letters, or one being part of the other. */
function isNear(known: string, given: string): boolean {
  const sorted = (name: string) => [...name.replaceAll("-", "")].sort().join("");
  return (
    given.length > 2 && (known.endsWith(given) || known.startsWith(given) || sorted(known) === sorted(given))
  );
}
