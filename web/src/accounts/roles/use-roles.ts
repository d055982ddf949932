// Roles and what there is to permit, as the server tells.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { roleText } from "../../base/role.ts";
import { call, get } from "../../call.ts";
import { type Action, type Area, type Matrix, ROLES, type RoleScope } from "../../contract.ts";
import { queryClient } from "../../queries.ts";

export interface Role {
  roleId: string;
  name: string;
  description: string;
  matrix: Matrix;
  scopes: RoleScope[];
  isBuiltIn: boolean;
  users: number;
}
export interface AreaActions {
  area: Area;
  /** Those that routes of the area ask for. */
  actions: Action[];
}
export type RoleDraft = Pick<Role, "name" | "description" | "matrix" | "scopes">;

const rolePath = (roleId: string) => `/roles/${encodeURIComponent(roleId)}` as const;
export const roleCalls = {
  list: () => get("/roles"),
  create: (body: RoleDraft) => call("POST", "/roles", { body }),
  update: (roleId: string, body: RoleDraft) => call("PATCH", rolePath(roleId), { body }),
  remove: (roleId: string) => call("DELETE", rolePath(roleId)),
};

export const rolesQuery = () => queryOptions({ queryKey: ["roles"], queryFn: roleCalls.list });
export const refreshRoles = () => queryClient.invalidateQueries({ queryKey: ["roles"] });

/** All roles, the built-in ones first; none until they are known. */
export function useRoles(): readonly Role[] {
  return useQuery(rolesQuery()).data?.items ?? [];
}

/** Roles to choose from; the built-in ones alone for who may not read the others. */
export function useRoleChoices(): { value: string; label: string }[] {
  const { t } = useTranslation();
  const made = useRoles();
  const known = made.length > 0 ? made : ROLES.map((role) => ({ roleId: role, name: role }));
  return known.map(({ roleId, name }) => ({ value: roleId, label: roleText(t, roleId, name) }));
}
