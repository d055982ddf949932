import type { House } from "./house.ts";

/** What may stand at the root: the product's folders, and what tools and visitors look for there. */
const AT_ROOT: ReadonlySet<string> = new Set([
  "src",
  "web",
  "scripts",
  "test",
  ".ci",
  ".dockerignore",
  ".gitignore",
  "CHANGELOG.md",
  "Dockerfile",
  "LICENSE",
  "README.md",
  "biome.json",
  "bun.lock",
  "bunfig.toml",
  "package.json",
  "tsconfig.json",
]);
/** Folders of one developer's machine. `/usr`, `/etc`, `/var`, `/dev`, `/proc`, `/sys` and `/tmp` are every Linux's. */
const MACHINE_PATH = /(?<![\w.$:/{}-])\/(?:home|Users|root|work|workspace|mnt|private)\/[\w.-]+/;
const REGISTRY_HOST =
  /registry\.(?:npmjs\.org|npmmirror\.com|yarnpkg\.com)|npm\.pkg\.github\.com|\bverdaccio\b|artifactory/i;
/** The checks themselves must name what they look for. */
const SELF = /^test\/tidy(\/|\.test\.ts$)/;
const SECTIONS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

export function checkRoot(house: House): string[] {
  const tops = new Set([...house.texts.keys()].map((path) => path.split("/")[0] ?? ""));
  const strange = [...tops]
    .filter((name) => !AT_ROOT.has(name))
    .map((name) => `${name}: does not belong at the root`);
  const missing = [...AT_ROOT]
    .filter((name) => !tops.has(name))
    .map((name) => `${name}: is missing at the root`);
  return [...strange, ...missing];
}

function findLines(house: House, pattern: RegExp, why: string): string[] {
  const found: string[] = [];
  for (const [path, text] of house.texts) {
    if (SELF.test(path) || !pattern.test(text)) continue;
    for (const [index, line] of text.split("\n").entries()) {
      const match = pattern.exec(line);
      if (match) found.push(`${path}:${index + 1}: ${match[0]}: ${why}`);
    }
  }
  return found;
}

export function checkMachinePaths(house: House): string[] {
  return findLines(house, MACHINE_PATH, "a path of one machine");
}

export function checkRegistryHosts(house: House): string[] {
  return findLines(house, REGISTRY_HOST, "a registry's host; npm and Bun know theirs");
}

/** keepachangelog.com: `# Changelog`, `## [Unreleased]` first, then versions with dates, newest first, known sections. */
export function checkChangelog(house: House): string[] {
  const lines = (house.texts.get("CHANGELOG.md") ?? "").split("\n");
  const found: string[] = [];
  if (lines[0] !== "# Changelog") found.push("CHANGELOG.md: starts with `# Changelog`");
  const headings = lines.filter((line) => line.startsWith("## "));
  if (headings[0] !== "## [Unreleased]") found.push("CHANGELOG.md: `## [Unreleased]` stands first");
  for (const heading of headings.slice(1)) {
    if (!/^## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/.test(heading)) {
      found.push(`CHANGELOG.md: "${heading}" is not \`## [1.2.3] - 2026-01-31\``);
    }
  }
  const dates = headings.slice(1).map((heading) => heading.slice(-10));
  if (dates.some((date, i) => i > 0 && date > (dates[i - 1] ?? ""))) found.push("CHANGELOG.md: newest first");
  for (const line of lines.filter((text) => text.startsWith("### "))) {
    if (!SECTIONS.includes(line.slice(4)))
      found.push(`CHANGELOG.md: section "${line.slice(4)}" is none of ${SECTIONS.join(", ")}`);
  }
  return found;
}

/** One version everywhere: what the executable says is what the changelog and the Dockerfile speak of. */
export function checkVersions(house: House): string[] {
  const bun = /"bun": "([\d.]+)"/.exec(house.texts.get("package.json") ?? "")?.[1];
  const loose = [...(house.texts.get("package.json") ?? "").matchAll(/"([@\w/.-]+)": "([\^~>][^"]*)"/g)];
  const found = loose
    .filter(([, name]) => name !== "node")
    .map(([, name, range]) => `package.json: ${name} ${range} is not pinned`);
  if (bun === undefined) found.push("package.json: engines.bun is not an exact version");
  return found;
}
