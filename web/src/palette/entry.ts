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

export type EntryGroup = "recent" | "device" | "product" | "group" | "page" | "action";

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

interface FoundGroup {
  readonly id: number;
  readonly name: string;
  readonly path?: string;
}
const FOUND_DEVICES = 7;
const FOUND_OTHERS = 4;

/** Asks the server; a kind that cannot be asked for is left out. */
export async function findEntries(q: string): Promise<Entry[]> {
  const wanted = q.toLowerCase();
  const [devices, products, groups] = await Promise.allSettled([
    api.devices({ q, limit: FOUND_DEVICES }),
    api.products({ q, limit: FOUND_OTHERS }),
    get<{ items: FoundGroup[] }>("/groups"),
  ]);
  const found: Entry[] = [];
  if (devices.status === "fulfilled") {
    for (const device of devices.value.items) {
      const key = `${device.productKey}/${device.deviceName}`;
      const label = device.name || device.deviceName;
      found.push({
        id: `device ${key}`,
        group: "device",
        label,
        note: key,
        icon: IconCpu,
        to: deviceHref(device),
      });
    }
  }
  if (products.status === "fulfilled") {
    for (const { productKey, name } of products.value.items) {
      const to = `/products/${encodeURIComponent(productKey)}`;
      found.push({
        id: `product ${productKey}`,
        group: "product",
        label: name,
        note: productKey,
        icon: IconPackage,
        to,
      });
    }
  }
  if (groups.status === "fulfilled") {
    const fitting = groups.value.items.filter(({ name }) => name.toLowerCase().includes(wanted));
    for (const { id, name, path } of fitting.slice(0, FOUND_OTHERS)) {
      found.push({
        id: `group ${id}`,
        group: "group",
        label: name,
        ...(path !== undefined && path !== name && { note: path }),
        icon: IconFolder,
        to: `/devices?group=${id}`,
      });
    }
  }
  return found;
}
