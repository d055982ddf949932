// The command line: which command is meant, with which settings.
// Owns: the commands' flags, help, exit codes and the lock on the data folder.
// Promises: a mistake is told with its place and code 2; what fails while running has code 1.
// Must never: end the process itself, or keep a command's code in memory that another command runs.

import { type Config, type LoadedConfig, loadConfig, printConfig, SETTINGS } from "../config.ts";
import { type Arguments, type FlagTable, parseArguments } from "./arguments.ts";
import { helpText } from "./help.ts";
import type { RunningApp } from "./serve.ts";
import { EXIT, type Shell } from "./shell.ts";
import { describeVersion } from "./version.ts";

export type { RunningApp } from "./serve.ts";
export type { Shell } from "./shell.ts";

export interface CommandPorts {
  /** Composes the application; loaded only when a server is wanted. */
  openApp(config: Config): Promise<RunningApp>;
}

const COMMANDS = [
  "serve",
  "doctor",
  "apply",
  "simulate",
  "reset-password",
  "health",
  "version",
  "help",
] as const;
type Command = (typeof COMMANDS)[number];

const SHARED: FlagTable = new Map([
  ["help", "switch" as const],
  ["version", "switch" as const],
  ["config", "value" as const],
  ["print-config", "switch" as const],
  ...SETTINGS.flatMap(({ flag, kind }) =>
    flag === undefined
      ? []
      : [[flag, kind === "boolean" ? ("switch" as const) : ("value" as const)] as const],
  ),
]);
const OWN: Readonly<Partial<Record<Command, FlagTable>>> = {
  "reset-password": new Map([["user", "value"]]),
  doctor: new Map([["json", "switch"]]),
  apply: new Map([
    ["dry-run", "switch"],
    ["json", "switch"],
    ["server", "value"],
    ["user", "value"],
    ["password", "value"],
  ]),
};

/** Runs the command that `args` name; resolves to the exit code. */
export async function runCli(args: readonly string[], ports: CommandPorts, shell: Shell): Promise<number> {
  const [first = "serve"] = args;
  const isNamed = !first.startsWith("-");
  const command = COMMANDS.find((name) => name === (isNamed ? first : "serve"));
  if (command === undefined) return refuse(`no command "${first}"; there are ${COMMANDS.join(", ")}`, shell);
  const rest = isNamed ? args.slice(1) : args;
  // The simulator has flags of its own.
  if (command === "simulate") {
    const { applyRemotely } = await import("./remote-apply.ts");
    return (await import("../simulate/simulate.ts")).runSimulate(rest, shell, applyRemotely);
  }
  const parsed = parseArguments(rest, new Map([...SHARED, ...(OWN[command] ?? [])]));
  if (!parsed.ok) return refuse(parsed.error, shell);
  const { flags, positionals } = parsed.value;
  if (flags.help === true || command === "help") return tell(helpText(), shell);
  if (flags.version === true || command === "version") return tell(`${describeVersion()}\n`, shell);
  const isFileWanted = command === "apply";
  if (positionals.length !== (isFileWanted ? 1 : 0)) {
    return refuse(isFileWanted ? "apply needs one file" : `what is ${positionals.join(" ")}?`, shell);
  }
  const loaded = await loadConfig({ flags, env: shell.env });
  if (!loaded.ok) {
    for (const problem of loaded.error) shell.err(`gantry: ${problem}\n`);
    return EXIT.usage;
  }
  for (const warning of loaded.value.warnings) shell.err(`gantry: ${warning}\n`);
  if (flags["print-config"] === true) return tell(printConfig(loaded.value), shell);
  return runCommand({ command, args: parsed.value, loaded: loaded.value, ports }, shell);
}

interface Chosen {
  readonly command: Command;
  readonly args: Arguments;
  readonly loaded: LoadedConfig;
  readonly ports: CommandPorts;
}

async function runCommand({ command, args, loaded, ports }: Chosen, shell: Shell): Promise<number> {
  const { config } = loaded;
  const { flags, positionals } = args;
  if (command === "doctor") {
    return (await import("./doctor.ts")).doctor({ config, isJson: flags.json === true }, shell);
  }
  if (command === "health") return (await import("./health.ts")).health(config, shell);
  const textOf = (name: string) => (typeof flags[name] === "string" ? flags[name] : undefined);
  if (command === "reset-password") {
    const options = { config, user: textOf("user") ?? "admin" };
    return (await import("./reset-password.ts")).resetPassword(options, shell);
  }
  if (command === "apply") {
    const options = {
      config,
      file: positionals[0] ?? "-",
      isDryRun: flags["dry-run"] === true,
      isJson: flags.json === true,
      server: textOf("server"),
      user: textOf("user") ?? "admin",
      password: textOf("password") ?? shell.env.GANTRY_PASSWORD ?? shell.env.GANTRY_ADMIN_PASSWORD,
    };
    return (await import("./apply.ts")).apply(options, shell);
  }
  return (await import("./serve.ts")).serve({ config, openApp: ports.openApp }, shell);
}

function tell(text: string, shell: Shell): number {
  shell.out(text);
  return EXIT.ok;
}

function refuse(why: string, shell: Shell): number {
  shell.err(`gantry: ${why}\nSee gantry --help.\n`);
  return EXIT.usage;
}
