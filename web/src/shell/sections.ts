// Where one can go, by what people come to do. Navigation, command palette and breadcrumbs read this one list.

import {
  IconActivity,
  IconChartLine,
  IconCpu,
  IconGauge,
  IconPackage,
  IconSettings,
  IconTopologyBus,
  type TablerIcon,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { ROLES, type Role } from "../contract.ts";

export interface Place {
  readonly to: string;
  readonly label: (t: TFunction) => string;
  /** Shown to this role and those above it. */
  readonly needs?: Role;
  /** Of `Counts` in navigation.tsx: a figure beside it. */
  readonly count?: "unknown" | "letters";
}

export interface Section extends Place {
  readonly icon: TablerIcon;
  /** More than one page: shown below the section while one is there. */
  readonly places: readonly Place[];
}

export const SECTIONS: readonly Section[] = [
  { to: "/", label: (t) => t("overview.title"), icon: IconGauge, places: [] },
  {
    to: "/devices",
    label: (t) => t("device.title"),
    icon: IconCpu,
    places: [
      { to: "/devices", label: (t) => t("stranger.list") },
      { to: "/devices/import", label: (t) => t("import.title"), needs: "developer" },
      { to: "/devices/unknown", label: (t) => t("stranger.title"), count: "unknown" },
      { to: "/devices/trash", label: (t) => t("trash.title") },
    ],
  },
  {
    to: "/links",
    label: (t) => t("fieldbus.title"),
    icon: IconTopologyBus,
    places: [
      { to: "/links", label: (t) => t("fieldbus.links") },
      { to: "/links/commission", label: (t) => t("fieldbus.commission"), needs: "developer" },
      { to: "/links/callers", label: (t) => t("fieldbus.strangers") },
      { to: "/links/server", label: (t) => t("fieldbus.server.title") },
    ],
  },
  {
    to: "/products",
    label: (t) => t("product.title"),
    icon: IconPackage,
    places: [
      { to: "/products", label: (t) => t("product.all") },
      { to: "/product-templates", label: (t) => t("template.title") },
      { to: "/move-in", label: (t) => t("moveIn.title"), needs: "developer" },
    ],
  },
  { to: "/data", label: (t) => t("data.title"), icon: IconChartLine, places: [] },
  {
    to: "/operations",
    label: (t) => t("ops.title"),
    icon: IconActivity,
    places: [
      { to: "/operations", label: (t) => t("ops.state") },
      { to: "/operations/refused", label: (t) => t("refusal.tab") },
      { to: "/operations/log", label: (t) => t("journal.title") },
      { to: "/operations/mqtt", label: (t) => t("broker.clients"), needs: "operator" },
      { to: "/operations/bans", label: (t) => t("ban.title") },
      { to: "/operations/jobs", label: (t) => t("job.tab") },
      { to: "/operations/dead-letters", label: (t) => t("letter.tab"), count: "letters" },
    ],
  },
  {
    to: "/settings",
    label: (t) => t("setting.title"),
    icon: IconSettings,
    places: [
      { to: "/settings", label: (t) => t("setting.account") },
      { to: "/settings/users", label: (t) => t("user.title"), needs: "admin" },
      { to: "/settings/sign-in", label: (t) => t("signIn.title"), needs: "admin" },
      { to: "/settings/directories", label: (t) => t("directory.title"), needs: "admin" },
      { to: "/settings/keys", label: (t) => t("key.title"), needs: "admin" },
      { to: "/settings/mqtt", label: (t) => t("acl.title"), needs: "admin" },
      { to: "/settings/audit", label: (t) => t("audit.title"), needs: "admin" },
      { to: "/settings/about", label: (t) => t("setting.about") },
    ],
  },
];

const isIn = (location: string, to: string) => location === to || location.startsWith(`${to}/`);

/** The section of an address; a page of a section may have an address of its own. */
export function sectionOf(location: string): Section | undefined {
  const own = SECTIONS.find(({ to }) => to !== "/" && isIn(location, to));
  return own ?? SECTIONS.find(({ places }) => places.some(({ to }) => isIn(location, to)));
}

/** The page of a section that an address is in; none for what lies beneath the section itself. */
export function placeOf(section: Section, location: string): Place | undefined {
  const exact = section.places.find(({ to }) => to === location);
  return exact ?? section.places.find(({ to }) => to !== section.to && isIn(location, to));
}

export function mayGo(place: Place, role: Role): boolean {
  return place.needs === undefined || ROLES.indexOf(role) >= ROLES.indexOf(place.needs);
}
