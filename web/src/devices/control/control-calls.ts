// What the server is asked about commands to one device.

import { queryOptions } from "@tanstack/react-query";
import { type DeviceKey, devicePath } from "../../api.ts";
import { call } from "../../call.ts";
import type { Json } from "../../contract.ts";

export const COMMAND_STATES = ["queued", "sent", "succeeded", "failed", "expired", "cancelled"] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

export interface CommandReason {
  readonly code: string;
  readonly text: string;
}

export interface Command {
  readonly id: number;
  readonly kind: "property_set" | "service" | "raw";
  readonly identifier: string | null;
  readonly request: Readonly<Record<string, Json>>;
  readonly state: CommandState;
  readonly actor: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sentAt: number | null;
  readonly settledAt: number | null;
  readonly confirmedBy: "answer" | "report" | "write" | null;
  readonly output: Readonly<Record<string, Json>> | null;
  readonly error: CommandReason | null;
  readonly waiting: CommandReason | null;
}

export type Values = Readonly<Record<string, Json>>;

/** How long a command may wait for its device, seconds. */
export const EXPIRES_S = [0, 3_600, 86_400, 604_800] as const;
/** An answer usually takes less; who waits longer finds the outcome in the history. */
const WAIT_MS = 4_000;
export const COMMANDS_PER_PAGE = 20;
const OPEN_MS = 1_500;
const IDLE_MS = 10_000;

const pathOf = ({ productKey, deviceName }: DeviceKey) => devicePath(productKey, deviceName);
const isOpen = ({ state }: Command) => state === "queued" || state === "sent";

export interface CommandPage {
  readonly state: string;
  readonly cursor: string | undefined;
}

export const controlQueries = {
  commands: (key: DeviceKey, { state, cursor }: CommandPage) =>
    queryOptions({
      queryKey: ["commands", key.productKey, key.deviceName, state, cursor ?? ""],
      queryFn: () =>
        call("GET", `${pathOf(key)}/commands`, {
          query: { state, cursor, limit: COMMANDS_PER_PAGE },
        }),
      refetchInterval: ({ state: { data } }) => (data?.items.some(isOpen) ? OPEN_MS : IDLE_MS),
      placeholderData: (before) => before,
    }),
};

/** Waits for the outcome where the device is here to give one. */
export interface SendTerms {
  readonly expiresInS: number;
  readonly isOnline: boolean;
}

const termsOf = ({ expiresInS, isOnline }: SendTerms) => ({ expiresInS, waitMs: isOnline ? WAIT_MS : 0 });

export const controlCalls = {
  set: (key: DeviceKey, params: Values, terms: SendTerms) =>
    call("POST", `${pathOf(key)}/properties`, { body: { params, ...termsOf(terms) } }),
  invoke: (key: DeviceKey, service: string, sending: { readonly input: Values; readonly terms: SendTerms }) =>
    call("POST", `${pathOf(key)}/services/${encodeURIComponent(service)}`, {
      body: { input: sending.input, ...termsOf(sending.terms) },
    }),
  cancel: (id: number) => call("DELETE", `/commands/${id}`),
};
