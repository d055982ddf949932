import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "../config.ts";
import { type Db, openDatabase } from "../db/db.ts";
import { type ApplyReport, applyDocument, openDevices, openRelations } from "../devices/devices.ts";
import { DocumentError, parseDocument } from "../kit/document-text.ts";
import { openProducts } from "../products/products.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { failureText } from "./failure-text.ts";
import { lockFolder } from "./lock-store.ts";
import { applyRemotely } from "./remote-apply.ts";
import { EXIT, type Say, type Shell, sayIn } from "./shell.ts";

export interface ApplyOptions {
  readonly config: Config;
  /** Path of the document; `-` is standard input. */
  readonly file: string;
  readonly isDryRun: boolean;
  readonly isJson: boolean;
  /** Address of a running Gantry; without it the data folder is what is meant. */
  readonly server?: string | undefined;
  readonly user: string;
  readonly password?: string | undefined;
}

type Outcome = Result<ApplyReport, readonly string[]>;

/** `gantry apply`: brings products and devices to what the document says, here or on a running Gantry. */
export async function apply(options: ApplyOptions, shell: Shell): Promise<number> {
  const say = sayIn(options.config.language);
  const text = await readText(options.file);
  const outcome = text.ok ? await applyText(text.value, options, shell) : text;
  if (!outcome.ok) {
    for (const problem of outcome.error) shell.err(`gantry apply: ${problem}\n`);
    return EXIT.failed;
  }
  shell.out(options.isJson ? `${JSON.stringify(outcome.value)}\n` : describeReport(outcome.value, say));
  return EXIT.ok;
}

async function readText(file: string): Promise<Result<string, string[]>> {
  try {
    return ok(file === "-" ? await Bun.stdin.text() : readFileSync(file, "utf8"));
  } catch (error) {
    return err([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

async function applyText(text: string, options: ApplyOptions, shell: Shell): Promise<Outcome> {
  const { server, config } = options;
  if (server !== undefined) return applyRemotely({ ...options, server, text });
  const folder = resolve(config.data);
  const isThere = existsSync(folder);
  // A dry run makes no folder; in one that is not there everything would be new.
  if (!isThere && options.isDryRun) return applyLocally(":memory:", text, { options, shell });
  const lock = lockFolder(folder, { pid: process.pid, startedAt: shell.clock.now() });
  if (lock.ok) {
    try {
      return await applyLocally(join(folder, "gantry.db"), text, { options, shell });
    } finally {
      lock.value.release();
    }
  }
  const url = lock.error?.url;
  if (url !== undefined && options.password !== undefined)
    return applyRemotely({ ...options, server: url, text });
  const say = sayIn(config.language);
  return err([
    say(
      `a Gantry runs on ${folder}${url ? ` (${url})` : ""}; give its user and password (--user, GANTRY_PASSWORD), or stop it first`,
      `Gantry 正在使用 ${folder}${url ? `（${url}）` : ""}；请提供用户和密码（--user、GANTRY_PASSWORD），或先停止它`,
    ),
  ]);
}

/** Opens the database directly; nobody else may have the folder. */
async function applyLocally(
  path: string,
  text: string,
  { options, shell }: { options: ApplyOptions; shell: Shell },
): Promise<Outcome> {
  let document: unknown;
  try {
    document = await parseDocument(text);
  } catch (error) {
    if (error instanceof DocumentError) return err([`${options.file}: ${error.detail}`]);
    throw error;
  }
  let db: Db | undefined;
  try {
    db = openDatabase(path);
    const products = openProducts({ db, clock: shell.clock });
    const devices = openDevices({ db, products, clock: shell.clock });
    // Bindings keep the node types of their products.
    openRelations({ db, products, devices, clock: shell.clock });
    const applied = applyDocument({ db, products, devices }, document, {
      dryRun: options.isDryRun,
      actor: "gantry apply",
    });
    devices.close();
    if (applied.ok) return applied;
    return err(applied.error.map((problem) => `${problem.path || options.file}: ${problem.message}`));
  } catch (error) {
    const problem = failureText(error, options.config.data, options.config.language);
    if (problem === undefined) throw error;
    return err([problem]);
  } finally {
    db?.close();
  }
}

const SIGNS = { create: "+", update: "~", unchanged: "=" } as const;

/** The difference, a line each, and the counts. */
export function describeReport({ dryRun, changes, summary }: ApplyReport, say: Say): string {
  const lines = changes
    .filter((change) => change.action !== "unchanged")
    .map(({ action, kind, key, fields }) =>
      `${SIGNS[action]} ${kind} ${key}  ${fields.join(", ")}`.trimEnd(),
    );
  const { created, updated, unchanged } = summary;
  const counts = say(
    `${created} created, ${updated} updated, ${unchanged} unchanged`,
    `新建 ${created}，更新 ${updated}，未变 ${unchanged}`,
  );
  const note = dryRun ? say(" (dry run: nothing was changed)", "（试运行，未做任何更改）") : "";
  return `${[...lines, counts + note].join("\n")}\n`;
}
