// Calls of long work, and what the server says of it.

import { call, get, type Query, send } from "../call.ts";

export type JobState = "queued" | "running" | "paused" | "done" | "failed" | "cancelled";

export interface Job {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number | null;
  readonly errors: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failure: { readonly code: string; readonly text: string } | null;
  readonly hasErrors: boolean;
  readonly hasResult: boolean;
  readonly actor: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export const jobCalls = {
  list: (query: Query) => get("/jobs", query),
  one: (id: number) => get(`/jobs/${id}`),
  errors: (id: number, limit: number) => get(`/jobs/${id}/error-rows`, { limit }),
  act: (id: number, act: "cancel" | "pause" | "resume") => call("POST", `/jobs/${id}/${act}`),
  remove: (id: number) => call("DELETE", `/jobs/${id}`),
};

/** Hands a file of the server's to the person; throws ApiError where it is refused. */
export async function saveFile(path: string, name: string, query?: Query): Promise<void> {
  const response = await send("GET", path, { ...(query && { query }) });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** True while it may still change by itself. */
export function isUnderWay({ state }: Pick<Job, "state">): boolean {
  return state === "queued" || state === "running";
}
