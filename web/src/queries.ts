// Cached reads by key, so that every page names a thing the same way and a change refreshes all who show it.

import { MutationCache, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import { api, type DeviceFilter, type DeviceKey, type JournalFilter } from "./api.ts";
import { ApiError } from "./call.ts";
import type { NodeType } from "./contract.ts";
import { shareWithEtag } from "./edit/etag.ts";

function isSessionLost(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code === "unauthenticated";
}

/** A session that ended elsewhere leads back to signing in, whatever was being done. */
function noteSessionLoss(error: unknown): void {
  if (isSessionLost(error)) queryClient.setQueryData(["session"], null);
  if (error instanceof ApiError && error.code === "password_change_required") {
    void queryClient.invalidateQueries({ queryKey: ["session"] });
  }
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (query.queryKey[0] !== "session") noteSessionLoss(error);
    },
  }),
  mutationCache: new MutationCache({ onError: noteSessionLoss }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      structuralSharing: shareWithEtag,
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

async function readSession() {
  try {
    return (await api.session()).user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const queries = {
  session: () => queryOptions({ queryKey: ["session"], queryFn: readSession, staleTime: 60_000 }),
  overview: () => queryOptions({ queryKey: ["overview"], queryFn: api.overview, refetchInterval: 2_500 }),
  listeners: () => queryOptions({ queryKey: ["listeners"], queryFn: api.listeners, refetchInterval: 5_000 }),
  tls: () => queryOptions({ queryKey: ["tls"], queryFn: api.tls, staleTime: 60_000 }),
  diagnosis: () => queryOptions({ queryKey: ["diagnosis"], queryFn: api.diagnosis, refetchInterval: 5_000 }),
  bans: () => queryOptions({ queryKey: ["bans"], queryFn: api.bans, refetchInterval: 5_000 }),
  keys: () => queryOptions({ queryKey: ["keys"], queryFn: api.keys }),
  rules: () => queryOptions({ queryKey: ["rules"], queryFn: api.rules }),
  brokerFigures: () =>
    queryOptions({ queryKey: ["broker", "figures"], queryFn: api.brokerFigures, refetchInterval: 5_000 }),
  client: (id: string) =>
    queryOptions({
      queryKey: ["broker", "client", id],
      queryFn: () => api.client(id),
      refetchInterval: 5_000,
    }),
  log: () => queryOptions({ queryKey: ["log"], queryFn: api.log, refetchInterval: 5_000 }),
  deadLetters: (query: { target?: string; limit?: number; cursor?: string }) =>
    queryOptions({
      queryKey: ["dead-letters", "list", query],
      queryFn: () => api.deadLetters(query),
      refetchInterval: 5_000,
    }),
  deadLetter: (id: number) =>
    queryOptions({ queryKey: ["dead-letters", "one", id], queryFn: () => api.deadLetter(id) }),
  dialects: () => queryOptions({ queryKey: ["dialects"], queryFn: api.dialects, staleTime: Infinity }),
  products: (query: { q?: string; nodeType?: NodeType; limit?: number; cursor?: string }) =>
    queryOptions({ queryKey: ["products", "list", query], queryFn: () => api.products(query) }),
  product: (productKey: string) =>
    queryOptions({ queryKey: ["products", "one", productKey], queryFn: () => api.product(productKey) }),
  model: (productKey: string) =>
    queryOptions({
      queryKey: ["model", productKey],
      queryFn: () => api.model(productKey),
      staleTime: 30_000,
    }),
  mapping: (productKey: string) =>
    queryOptions({
      queryKey: ["mapping", productKey],
      queryFn: () => api.mapping(productKey),
      staleTime: 30_000,
    }),
  devices: (query: DeviceFilter) =>
    queryOptions({
      queryKey: ["devices", "list", query],
      queryFn: () => api.devices(query),
      refetchInterval: 10_000,
    }),
  device: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["devices", "one", key.productKey, key.deviceName],
      queryFn: () => api.device(key),
      refetchInterval: 10_000,
    }),
  tags: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["tags", key.productKey, key.deviceName],
      queryFn: () => api.tags(key),
    }),
  credentials: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["credentials", key.productKey, key.deviceName],
      queryFn: () => api.credentials(key),
      staleTime: Infinity,
      gcTime: 0,
    }),
  latest: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["latest", key.productKey, key.deviceName],
      queryFn: () => api.latest(key),
      staleTime: 0,
    }),
  refusals: (limit: number) =>
    queryOptions({
      queryKey: ["journal", "refused", limit],
      queryFn: () => api.journal({ kind: "refused", limit }),
      refetchInterval: 10_000,
    }),
  deviceJournal: (key: DeviceKey, filter: JournalFilter) =>
    queryOptions({
      queryKey: ["journal", key.productKey, key.deviceName, filter],
      queryFn: () => api.deviceJournal(key, filter),
      refetchInterval: filter.cursor === undefined ? 5_000 : false,
    }),
};
