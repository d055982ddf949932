// The topics of the help, and which one belongs to a page.

export const TOPICS = [
  "start",
  "connect",
  "devices",
  "strangers",
  "groups",
  "import",
  "products",
  "templates",
  "model",
  "versions",
  "formulas",
  "streams",
  "mapping",
  "movein",
  "charts",
  "lists",
  "operations",
  "refusals",
  "journal",
  "broker",
  "letters",
  "jobs",
  "disk",
  "users",
  "signin",
  "directories",
  "keys",
  "audit",
] as const;
export type TopicId = (typeof TOPICS)[number];

export interface Topic {
  readonly title: string;
  /**
   * Paragraphs apart by blank lines; a block whose lines begin with `- ` is a list, `1. ` an ordered one.
   * Within: `code`, **strong**, and [[topic]] for a link.
   */
  readonly text: string;
}
export type Topics = Readonly<Record<TopicId, Topic>>;

/** From the most particular address to the least; `*` is one part of it. */
const PAGES: readonly (readonly [pattern: string, topic: TopicId])[] = [
  ["/", "start"],
  ["/devices", "devices"],
  ["/devices/unknown", "strangers"],
  ["/devices/groups", "groups"],
  ["/devices/import", "import"],
  ["/devices/*/*/connect", "connect"],
  ["/devices/*/*/chart", "charts"],
  ["/devices/*/*/log", "journal"],
  ["/devices/*/*/*", "devices"],
  ["/devices/*/*", "devices"],
  ["/devices/*", "devices"],
  ["/products", "products"],
  ["/product-templates", "templates"],
  ["/product-templates/*", "templates"],
  ["/products/move-in", "movein"],
  ["/products/*/versions", "versions"],
  ["/products/*/model", "model"],
  ["/products/*/streams", "streams"],
  ["/products/*/mapping", "mapping"],
  ["/products/*/topics", "connect"],
  ["/products/*/devices", "devices"],
  ["/products/*/*", "products"],
  ["/products/*", "model"],
  ["/move-in", "movein"],
  ["/data", "charts"],
  ["/operations", "operations"],
  ["/operations/refused", "refusals"],
  ["/operations/log", "journal"],
  ["/operations/mqtt", "broker"],
  ["/operations/bans", "refusals"],
  ["/operations/dead-letters", "letters"],
  ["/operations/jobs", "jobs"],
  ["/operations/*", "operations"],
  ["/settings", "signin"],
  ["/settings/users", "users"],
  ["/settings/roles", "users"],
  ["/settings/sign-in", "signin"],
  ["/settings/directories", "directories"],
  ["/settings/keys", "keys"],
  ["/settings/mqtt", "keys"],
  ["/settings/audit", "audit"],
  ["/settings/about", "start"],
];

/** The topic of a page; undefined for an address that is none. */
export function topicOf(location: string): TopicId | undefined {
  const parts = location.split("/");
  return PAGES.find(([pattern]) => {
    const wanted = pattern.split("/");
    return wanted.length === parts.length && wanted.every((part, at) => part === "*" || part === parts[at]);
  })?.[1];
}
