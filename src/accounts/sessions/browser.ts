// What a User-Agent header says to a person: which browser, on which system.

/** Of those that call themselves by several names, the first that matches is meant. */
const BROWSERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Gantry", /^gantry\/([\d.]+)/],
  ["Edge", /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["WeChat", /\bMicroMessenger\/(\d+)/],
  ["QQ Browser", /\bM?QQBrowser\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Chrome|Chromium|HeadlessChrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//],
  ["curl", /^curl\/([\d.]+)/],
  ["Python", /^python-requests\/([\d.]+)/i],
];
const SYSTEMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["HarmonyOS", /HarmonyOS|OpenHarmony/],
  ["Android", /Android/],
  ["iOS", /iPhone|iPod/],
  ["iPadOS", /iPad/],
  ["Windows", /Windows/],
  ["ChromeOS", /CrOS/],
  ["macOS", /Macintosh|Mac OS X/],
  ["Linux", /Linux|X11/],
];

/** Most that is kept of the header. */
export const AGENT_LENGTH = 256;

/** `Chrome 127`, `Windows`; empty where it cannot be told. */
export function describeBrowser(agent: string): { browser: string; system: string } {
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(agent)?.[1];
    if (version !== undefined) return { browser: `${name} ${version}`, system: systemOf(agent) };
  }
  return { browser: "", system: systemOf(agent) };
}

function systemOf(agent: string): string {
  return SYSTEMS.find(([, pattern]) => pattern.test(agent))?.[0] ?? "";
}
