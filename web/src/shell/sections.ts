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
import { mayDo, reachesAll } from "../base/role.ts";
import type { Action, Area, SessionUser } from "../contract.ts";

export interface Place {
  readonly to: string;
  readonly label: (t: TFunction) => string;
  /** Shown to who may do this; where `isWhole`, only to who reaches all devices. */
  readonly needs?: readonly [area: Area, action: Action];
  readonly isWhole?: boolean;
  /** Of `Counts` in navigation.tsx: a figure beside it. */
  readonly count?: "unknown" | "letters";
}

export interface Section extends Place {
  readonly icon: TablerIcon;
  /** More than one page: shown below the section while one is there. */
  readonly places: readonly Place[];
}

/** Links are of the machine and not of a part of its devices. */
const seesBuses = { needs: ["field buses", "read"], isWhole: true } as const;

export const SECTIONS: readonly Section[] = [
  { to: "/", label: (t) => t("overview.title"), icon: IconGauge, places: [] },
  {
    to: "/devices",
    label: (t) => t("device.title"),
    icon: IconCpu,
    places: [
      { to: "/devices", label: (t) => t("stranger.list") },
      { to: "/devices/import", label: (t) => t("import.title"), needs: ["devices", "manage"] },
      {
        to: "/devices/unknown",
        label: (t) => t("stranger.title"),
        needs: ["access", "read"],
        isWhole: true,
        count: "unknown",
      },
      { to: "/devices/trash", label: (t) => t("trash.title") },
    ],
  },
  {
    to: "/links",
    label: (t) => t("fieldbus.title"),
    icon: IconTopologyBus,
    places: [
      { to: "/links", label: (t) => t("fieldbus.links"), ...seesBuses },
      {
        to: "/links/commission",
        label: (t) => t("fieldbus.commission"),
        needs: ["field buses", "manage"],
        isWhole: true,
      },
      { to: "/links/callers", label: (t) => t("fieldbus.strangers"), ...seesBuses },
      { to: "/links/server", label: (t) => t("fieldbus.server.title"), ...seesBuses },
    ],
  },
  {
    to: "/products",
    label: (t) => t("product.title"),
    icon: IconPackage,
    places: [
      { to: "/products", label: (t) => t("product.all") },
      { to: "/product-templates", label: (t) => t("template.title") },
      { to: "/move-in", label: (t) => t("moveIn.title"), needs: ["products", "manage"], isWhole: true },
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
      {
        to: "/operations/mqtt",
        label: (t) => t("broker.clients"),
        needs: ["mqtt", "command"],
        isWhole: true,
      },
      { to: "/operations/bans", label: (t) => t("ban.title"), needs: ["access", "read"], isWhole: true },
      { to: "/operations/jobs", label: (t) => t("job.tab") },
      {
        to: "/operations/dead-letters",
        label: (t) => t("letter.tab"),
        needs: ["dead letters", "read"],
        isWhole: true,
        count: "letters",
      },
    ],
  },
  {
    to: "/settings",
    label: (t) => t("setting.title"),
    icon: IconSettings,
    places: [
      { to: "/settings", label: (t) => t("setting.account") },
      { to: "/settings/users", label: (t) => t("user.title"), needs: ["users", "admin"] },
      { to: "/settings/roles", label: (t) => t("roles.title"), needs: ["roles", "read"] },
      { to: "/settings/sign-in", label: (t) => t("signIn.title"), needs: ["users", "admin"], isWhole: true },
      {
        to: "/settings/directories",
        label: (t) => t("directory.title"),
        needs: ["users", "admin"],
        isWhole: true,
      },
      { to: "/settings/keys", label: (t) => t("key.title"), needs: ["api keys", "admin"] },
      { to: "/settings/mqtt", label: (t) => t("acl.title"), needs: ["mqtt", "admin"], isWhole: true },
      { to: "/settings/audit", label: (t) => t("audit.title"), needs: ["audit", "admin"], isWhole: true },
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

export function mayGo({ needs, isWhole }: Place, user: SessionUser): boolean {
  const isPermitted = needs === undefined || mayDo(user, ...needs);
  return isPermitted && (isWhole !== true || reachesAll(user));
}
