// People and applications at the devices' door: how they log in, and what the rules say of each.

import type { ApplicationPrincipal, Principal } from "../access/adapter.ts";
import type { Applications } from "../access/logins/logins.ts";
import { type AccessRules, isOwnTopic } from "../access/permissions.ts";
import type { AccessSubject } from "../acl/acl.ts";
import type { AclRoutesDeps } from "../acl/routes.ts";
import type { Stores } from "./stores.ts";

export function makeApplications({ logInApplication }: Stores["accounts"]): Applications {
  return {
    async authenticate({ username, password, address }) {
      const outcome = await logInApplication({ username, password, address: hostOf(address) });
      if (!outcome?.ok) return outcome;
      const { kind, name } = outcome.value;
      return { ok: true, value: { kind, name } };
    },
  };
}

export function makeRules({ acl, accounts }: Pick<Stores, "acl" | "accounts">): AccessRules {
  // Who lost the role since is on the way out, and may do nothing meanwhile.
  const subjectOf = (principal: Principal | ApplicationPrincipal, clientId: string): AccessSubject => {
    if ("productKey" in principal) {
      const { productKey, deviceName } = principal;
      return { kind: "device", productKey, deviceName, clientId };
    }
    const { kind, name } = principal;
    if (kind === "key") return { kind, keyId: name, clientId };
    return { kind, username: name, role: accounts.roleOf(name) ?? "", clientId };
  };
  return {
    accessOf: (principal, clientId) => acl.accessOf(subjectOf(principal, clientId)),
    onChange: (listener) => acl.onChange(listener),
  };
}

/** What the tester of the rules asks of other rooms. */
export function aclDeps({ acl, accounts, devices }: Stores): AclRoutesDeps {
  return {
    acl,
    audit: accounts.audit,
    roleOf: accounts.roleOf,
    isRole: (role) => accounts.roles.has(role),
    keyIdOf: (idOrName) => accounts.keys.find(idOrName)?.keyId,
    isOwn({ productKey, deviceName }, action, topic) {
      const device = devices.find(productKey, deviceName);
      return device && isOwnTopic(device, action, topic);
    },
  };
}

/** What people call the owner of an MQTT session. */
export function nameClients({ devices, accounts }: Stores) {
  return (kind: "device" | "user" | "key", owner: string): string => {
    if (kind === "user") return owner;
    if (kind === "key") return accounts.keys.find(owner)?.name ?? owner;
    const device = devices.byId(Number(owner));
    return device === undefined ? owner : `${device.productKey}/${device.deviceName}`;
  };
}

/** Without the port. */
function hostOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf(":")));
}
