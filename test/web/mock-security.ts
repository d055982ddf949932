// What the mock answers about signing in safely.

import type { Answer, Call } from "./mock-call.ts";

const NOW = () => Date.now();

const sessions = () => ({
  items: [
    {
      ...{ id: "0123456789abcdef", browser: "Chrome 127", system: "Windows", address: "192.168.10.5" },
      ...{ via: "password", createdAt: NOW() - 3_600_000, seenAt: NOW(), isCurrent: true },
    },
    {
      ...{ id: "fedcba9876543210", browser: "Firefox 128", system: "Linux", address: "192.168.10.44" },
      ...{ via: "password", createdAt: NOW() - 86_400_000, seenAt: NOW() - 600_000, isCurrent: false },
    },
  ],
});

export const SECURITY_ROUTES: Readonly<Record<string, (call: Call) => Answer>> = {
  "GET /sessions": sessions,
  "DELETE /sessions/:id": () => 204,
  "DELETE /sessions": () => ({ ended: 1 }),
  "GET /users/:id/sessions": sessions,
  "GET /sign-in-policy": () => ({
    ...{ lengthMin: 10, kindsMin: 0, historyCount: 5, maxAgeDays: 0 },
    ...{ lockoutFailures: 10, lockoutMinutes: 5, secondFactorRoles: [] },
  }),
  "GET /session/second-factor": () => ({
    ...{ isOn: false, since: null, recoveryCodesLeft: 0, isRequired: false },
  }),
  "GET /sign-in-methods": () => ({ ldap: false, oidc: null }),
  "GET /roles": () => ({
    items: ["viewer", "operator", "developer", "admin"].map((roleId) => ({
      ...{ roleId, name: roleId, isBuiltIn: true },
    })),
  }),
  "GET /directories/:kind": () => ({ isEnabled: false, roles: [], defaultRole: null, hasSecret: false }),
  "GET /sign-in-bans": () => ({ items: [] }),
};
