// What the signed-in person may do; the server decides, this only hides what it would refuse.

import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type Action, type Area, ROLES, type SessionUser } from "../contract.ts";
import { queries } from "../queries.ts";

/** Whether a person may do `action` in an area of the API. */
export function mayDo(user: SessionUser, area: Area, action: Action): boolean {
  return user.permissions[area]?.includes(action) ?? false;
}

export function useMay(area: Area, action: Action): boolean {
  const { data: user } = useQuery(queries.session());
  return user ? mayDo(user, area, action) : false;
}

/** False for who reaches only a part of the devices: what is about all of them is closed to such a person. */
export function reachesAll(user: SessionUser): boolean {
  return user.scopes.some(({ kind }) => kind === "all");
}

export interface OwnReach {
  readonly isAll: boolean;
  /** Whether a device that stands in no group may be reached: by its product or its name. */
  readonly hasUngrouped: boolean;
}

/** How far the signed-in person reaches; nothing until that is known. */
export function useReach(): OwnReach {
  const { data: user } = useQuery(queries.session());
  const isAll = user ? reachesAll(user) : false;
  return { isAll, hasUngrouped: isAll || (user?.scopes.some(({ kind }) => kind !== "group") ?? false) };
}

/** Name of a role for people: a built-in one's in their language, else the one that it was given. */
export function roleText(t: TFunction, role: string, name: string = role): string {
  const known = ROLES.find((one) => one === role);
  return known === undefined ? name : t(`role.${known}`);
}
