import type { GroupTree, Permissions } from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import type { ApiKeys } from "../keys/keys.ts";
import { rightsOfThing } from "../keys/token-authentication.ts";
import { usernameKeyOf } from "../people.ts";
import type { AccountStore } from "../store.ts";
import type { Roles } from "./roles.ts";

export interface CurrentRightsDeps {
  readonly store: Pick<AccountStore, "userByKey">;
  readonly roles: Pick<Roles, "permissionsOf">;
  readonly keys: Pick<ApiKeys, "find" | "permissionsOf">;
  readonly groups: GroupTree;
  readonly clock: Pick<Clock, "now">;
}

const KEY = "key:";

/**
 * What somebody may do now, for work that goes on without him: by the name that he had as an actor. Undefined for who
 * is not let in any more.
 */
export function makeCurrentRights({ store, roles, keys, groups, clock }: CurrentRightsDeps) {
  return (actor: string): Permissions | undefined => {
    if (!actor.startsWith(KEY)) {
      const user = store.userByKey(usernameKeyOf(actor));
      return user?.isEnabled ? roles.permissionsOf(user.role) : undefined;
    }
    const name = actor.slice(KEY.length);
    const key = keys.find(name);
    if (key === undefined) return rightsOfThing(name, groups);
    const isGood = key.isEnabled && (key.expiresAt === null || key.expiresAt > clock.now());
    return isGood ? keys.permissionsOf(key) : undefined;
  };
}
