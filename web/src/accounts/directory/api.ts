// The calls of the API that are about directories.

import { queryOptions } from "@tanstack/react-query";
import { call, get } from "../../call.ts";
import { edit } from "../../edit/edit.ts";
import type { DirectoryKind, DirectorySettings, ShownDirectory, SignInMethods } from "./contract.ts";

export const directoryApi = {
  methods: () => get<SignInMethods>("/sign-in-methods"),
  read: (kind: DirectoryKind) => get<ShownDirectory>(`/directories/${kind}`),
  save: (kind: DirectoryKind, body: DirectorySettings, basis: ShownDirectory) =>
    edit<ShownDirectory>(kind === "ldap" ? "replaceLdapDirectory" : "replaceOidcDirectory", { basis, body }),
  test: (kind: DirectoryKind, body: DirectorySettings) =>
    call<Record<string, string | number>>("POST", `/directories/${kind}/test`, { body }),
};

export const signInMethodsQuery = () =>
  queryOptions({ queryKey: ["sign-in-methods"], queryFn: directoryApi.methods, retry: false });

/** Where a browser goes to sign in at the provider. */
export const OIDC_PATH = "/openapi/v1/session/oidc";
