// The calls of the API that are about directories.

import { queryOptions } from "@tanstack/react-query";
import { call, get } from "../../call.ts";
import type { DirectoryKind, DirectorySettings } from "./contract.ts";

export const directoryApi = {
  methods: () => get("/sign-in-methods"),
  read: (kind: DirectoryKind) => get(`/directories/${kind}`),
  save: (kind: DirectoryKind, body: DirectorySettings) => call("PUT", `/directories/${kind}`, { body }),
  test: (kind: DirectoryKind, body: DirectorySettings) => call("POST", `/directories/${kind}/test`, { body }),
};

export const signInMethodsQuery = () =>
  queryOptions({ queryKey: ["sign-in-methods"], queryFn: directoryApi.methods, retry: false });

/** Where a browser goes to sign in at the provider. */
export const OIDC_PATH = "/openapi/v1/session/oidc";
