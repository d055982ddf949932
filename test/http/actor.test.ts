import { expect, test } from "bun:test";
import { type Actor, hasRole, ROLES } from "../../src/http/http.ts";

test("a role includes the weaker ones", () => {
  const actorWith = (role: Actor["role"]): Actor => ({
    userId: 1,
    username: "ann",
    role,
    language: "en",
    address: "",
    mustChangePassword: false,
  });
  const may = ROLES.map((role) => ROLES.filter((needed) => hasRole(actorWith(role), needed)).length);
  expect(ROLES).toEqual(["viewer", "operator", "developer", "admin"]);
  expect(may).toEqual([1, 2, 3, 4]);
});
