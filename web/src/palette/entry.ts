// What the palette offers: pages, actions, and what the server finds.

import {
  IconCpu,
  IconDeviceDesktop,
  IconFolder,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPackage,
  IconPlus,
  IconSun,
  IconTopologyBus,
  type TablerIcon,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { api } from "../api.ts";
import { chooseLanguage } from "../base/person/language.ts";
import { mayDo, reachesAll } from "../base/role.ts";
import { get } from "../call.ts";
import type { SessionUser } from "../contract.ts";
import { deviceHref } from "../devices/device-href.ts";
import { uiLanguage } from "../i18n.ts";
import { mayGo, SECTIONS } from "../shell/sections.ts";
import { signOut } from "../shell/sign-out.ts";

export type EntryGroup = "recent" | "device" | "product" | "group" | "link" | "page" | "action";

export interface Entry {
  readonly id: string;
  readonly group: EntryGroup;
  readonly label: string;
  /** A second line: a key, the section. */
  readonly note?: string;
  readonly icon: TablerIcon;
  /** Where it leads, or what it does. */
  readonly to?: string;
  readonly run?: () => void;
}

export function pageEntries(t: TFunction, user: SessionUser): Entry[] {
  return SECTIONS.flatMap((section) => {
    const places = section.places.length === 0 ? [section] : section.places;
    return places
      .filter((place) => mayGo(place, user))
      .map((place) => ({
        ...{ id: `page ${place.to}`, group: "page" as const, label: place.label(t), icon: section.icon },
        ...(place === section ? {} : { note: section.label(t) }),
        to: place.to,
      }));
  });
}

export interface PaletteActions {
  setScheme(scheme: "light" | "dark" | "auto"): void;
  showShortcuts(): void;
}

export function actionEntries(t: TFunction, user: SessionUser, actions: PaletteActions): Entry[] {
  const entry = (label: string, icon: TablerIcon, act: Pick<Entry, "to" | "run">): Entry => ({
    ...{ id: `action ${label}`, group: "action", label, icon },
    ...act,
  });
  const other =
    uiLanguage() === "en" ? (["zh-CN", "切换到简体中文"] as const) : (["en", "Switch to English"] as const);
  return [
    ...(mayDo(user, "devices", "manage") ? [entry(t("device.new"), IconPlus, { to: "/devices?new=1" })] : []),
    ...(mayDo(user, "products", "manage") && reachesAll(user)
      ? [entry(t("product.new"), IconPlus, { to: "/products?new=1" })]
      : []),
    entry(other[1], IconLanguage, { run: () => void chooseLanguage(other[0]) }),
    entry(t("palette.light"), IconSun, { run: () => actions.setScheme("light") }),
    entry(t("palette.dark"), IconMoon, { run: () => actions.setScheme("dark") }),
    entry(t("palette.auto"), IconDeviceDesktop, { run: () => actions.setScheme("auto") }),
    entry(t("palette.shortcuts"), IconKeyboard, { run: actions.showShortcuts }),
    entry(t("shell.signOut"), IconLogout, { run: () => void signOut() }),
  ];
}

const FOUND_DEVICES = 7;
const FOUND_OTHERS = 4;

/** Asks the server; a kind that cannot be asked for is left out. */
export async function findEntries(q: string): Promise<Entry[]> {
  const found = await Promise.allSettled([findDevices(q), findProducts(q), findGroups(q), findLinks(q)]);
  return found.flatMap((kind) => (kind.status === "fulfilled" ? kind.value : []));
}

async function findDevices(q: string): Promise<Entry[]> {
  const { items } = await api.devices({ q, limit: FOUND_DEVICES });
  return items.map((device) => {
    const note = `${device.productKey}/${device.deviceName}`;
    const label = device.name || device.deviceName;
    return {
      ...{ id: `device ${note}`, group: "device", label, note, icon: IconCpu },
      to: deviceHref(device),
    };
  });
}

async function findProducts(q: string): Promise<Entry[]> {
  const { items } = await api.products({ q, limit: FOUND_OTHERS });
  return items.map(({ productKey, name }) => ({
    ...{ id: `product ${productKey}`, group: "product", label: name, note: productKey, icon: IconPackage },
    to: `/products/${encodeURIComponent(productKey)}`,
  }));
}

/** Those whose name holds `q`: few enough for the server to give all. */
function fittingOf<T>(items: readonly T[], q: string, nameOf: (item: T) => string): readonly T[] {
  const wanted = q.toLowerCase();
  return items.filter((item) => nameOf(item).toLowerCase().includes(wanted)).slice(0, FOUND_OTHERS);
}

async function findGroups(q: string): Promise<Entry[]> {
  const { items } = await get("/groups");
  return fittingOf(items, q, ({ name }) => name).map(({ id, name, path }) => ({
    ...{ id: `group ${id}`, group: "group", label: name, icon: IconFolder, to: `/devices?group=${id}` },
    ...(path !== undefined && path !== name && { note: path }),
  }));
}

async function findLinks(q: string): Promise<Entry[]> {
  const { items } = await get("/links");
  return fittingOf(items, q, ({ settings }) => settings.name).map(({ id, settings }) => ({
    ...{ id: `link ${id}`, group: "link", label: settings.name, icon: IconTopologyBus, to: `/links/${id}` },
  }));
}
