// The roles that can be given, under the names that people know.

import { useTranslation } from "react-i18next";
import { roleText } from "../../base/role.ts";
import { useRoles } from "../roles/use-roles.ts";

export function useRoleChoices(): { value: string; label: string }[] {
  const { t } = useTranslation();
  return useRoles().map(({ roleId, name }) => ({ value: roleId, label: roleText(t, roleId, name) }));
}
