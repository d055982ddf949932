import type { Accounts } from "../accounts/accounts.ts";
import { commonReach, type GroupTree, makeReach, type Reach } from "../http/http.ts";
import type { JobStarter } from "../jobs/jobs.ts";
import { AppError } from "../spine/error.ts";

/**
 * What whoever started a job reaches now, and no further than when he started it. Throws `forbidden` for who may not
 * do such work any more, or is gone.
 */
export function makeStarterReach({ rightsOf }: Pick<Accounts, "rightsOf">, groups: GroupTree) {
  return ({ actor, scopes, needs: { area, action } }: JobStarter): Reach => {
    const rights = rightsOf(actor);
    if (!rights?.may(area, action)) throw new AppError("forbidden", { needs: `${action} · ${area}` });
    const started = makeReach(scopes, groups);
    return started.isAll ? rights.reach : commonReach(started, rights.reach, groups);
  };
}
