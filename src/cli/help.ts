import { CONFIG_FILE, SETTINGS, type Setting } from "../config.ts";
import { describeVersion } from "./version.ts";

const COMMANDS = `  gantry [serve]        run the platform; Ctrl-C stops it
  gantry doctor         what is wrong with this machine or the data folder, and what to do (--json)
  gantry apply FILE     create or update products and devices from JSON or YAML ("-" is standard input)
                          --dry-run             print the difference only
                          --server URL          through a running Gantry (--user NAME, admin if none; the
                                                password in GANTRY_PASSWORD, or --password)
  gantry simulate       a virtual factory of MQTT devices; see gantry simulate --help
  gantry reset-password a new password for a user who is shut out (--user NAME, admin if none)
  gantry health         exit code 0 when the Gantry of this data folder answers
  gantry version        version and commit
`;

const COLUMN = 30;

/** A name that is longer than the column pushes its text along. */
function column(name: string): string {
  return `${name.padEnd(COLUMN - 1)} `;
}

function placeholderOf({ kind, choices }: Setting): string {
  if (kind === "boolean") return "";
  if (choices.length > 0) return ` ${choices.join("|")}`;
  return kind === "number" ? " N" : " TEXT";
}

function lineOf(setting: Setting): string {
  const { flag, fallback, description } = setting;
  if (flag === undefined) return `  ${column(setting.env)}${description}\n`;
  // A switch that is on is offered as the flag that turns it off.
  if (fallback === true) return `  ${column(`--no-${flag}`)}without ${description}\n`;
  const note =
    setting.kind === "boolean" || fallback === undefined || fallback === "" ? "" : ` (${fallback})`;
  return `  ${column(`--${flag}${placeholderOf(setting)}`)}${description}${note}\n`;
}

/** The help of every command but simulate; the settings are those of the schema. */
export function helpText(): string {
  return `Gantry ${describeVersion()}: an IoT platform in one executable

Commands
${COMMANDS}
Settings (flag; the same as GANTRY_… in the environment, e.g. GANTRY_HTTP_PORT; or in the file)
  ${column("--config FILE")}JSON or YAML file (${CONFIG_FILE} in the data folder, when there is one)
  ${column("--print-config")}print the settings in effect, with where each comes from, and stop
${SETTINGS.map(lineOf).join("")}`;
}
