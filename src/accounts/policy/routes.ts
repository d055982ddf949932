// /sign-in-policy.

import { actorOf, body, makeRouter, named, type Router, route } from "../../http/http.ts";
import { type Policy, type PolicyCheck, PolicySchema } from "./policy.ts";

const PolicyJson = named("SignInPolicy", PolicySchema);

export interface PolicyRoutesDeps {
  readonly policy: Policy;
  readonly check: PolicyCheck;
  /** The rules are other ones now. */
  readonly onChange: () => void;
}

/** Routes of the rules of signing in, to be mounted under the API. */
export function policyRoutes({ policy, check, onChange }: PolicyRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/sign-in-policy",
    route({
      ...{ tag: "session", id: "getSignInPolicy", summary: "Rules of passwords and of failed sign-ins" },
      description: "Everyone who is signed in may know what a new password has to be.",
      ...{ allow: "signed-in", returns: PolicyJson, etag: { except: [] } },
    }),
    (c) => c.json(policy.get()),
  );
  api.put(
    "/sign-in-policy",
    route({
      ...{
        tag: "users",
        id: "replaceSignInPolicy",
        summary: "Set the rules of passwords and of failed sign-ins",
      },
      description:
        "What is left out gets its default. Passwords in use stay; rules hold from the next change on.",
      ...{ allow: "admin", returns: PolicyJson, errors: ["second_factor_own_first", "exceeds_own"] },
    }),
    body(PolicyJson),
    (c) => {
      const [next, actor] = [c.req.valid("json"), actorOf(c)];
      check(next, actor);
      policy.replace(next, actor);
      onChange();
      return c.json(next);
    },
  );
  return api;
}
