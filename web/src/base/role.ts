// What the signed-in person may do; the server decides, this only hides what it would refuse.

import { useQuery } from "@tanstack/react-query";
import { ROLES, type Role } from "../contract.ts";
import { queries } from "../queries.ts";

export function useMay(needed: Role): boolean {
  const { data: user } = useQuery(queries.session());
  return user ? ROLES.indexOf(user.role) >= ROLES.indexOf(needed) : false;
}
