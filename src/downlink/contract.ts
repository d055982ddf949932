// A command as the room's users see it.

import type { CommandWish } from "../codec/codec.ts";
import type { Device } from "../devices/devices.ts";
import type { Json } from "../kit/plain-json.ts";
import type { Failure } from "../spine/error.ts";
import type { Result } from "../spine/result.ts";

export type CommandState = "queued" | "sent" | "succeeded" | "failed" | "expired" | "cancelled";

/** Who said that it was done: the device's answer, its next report, or the field bus that wrote it. */
export type Confirmation = "answer" | "report" | "write";

/** By which reply event the device's answer is known. */
export interface Awaited {
  readonly deviceId: number;
  readonly method: string;
  readonly reqId: string;
}

export interface Command {
  /** Rises, never reused. */
  readonly id: number;
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly kind: "property_set" | "service" | "raw";
  /** Of a service; else empty. */
  readonly identifier: string;
  /** Values by property, a service's input, or `{base64}`. */
  readonly request: Readonly<Record<string, Json>>;
  readonly state: CommandState;
  readonly actor: string;
  /** UTC ms. */
  readonly createdAt: number;
  /** Not sent after this; as `createdAt` where it was not to wait. */
  readonly expiresAt: number;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly sentAt: number | undefined;
  readonly settledAt: number | undefined;
  readonly awaited: Awaited | undefined;
  /** Undefined of one that succeeded: it was delivered, and the device's dialect has no word for more. */
  readonly confirmedBy: Confirmation | undefined;
  readonly output: Readonly<Record<string, Json>> | undefined;
  readonly failure: Failure | undefined;
}

/** How a command ended. */
export type Outcome =
  | {
      readonly state: "succeeded";
      readonly confirmedBy?: Confirmation | undefined;
      readonly output?: Command["output"];
    }
  | {
      readonly state: "failed" | "expired";
      readonly failure: Failure;
      readonly output?: Command["output"];
    }
  | { readonly state: "cancelled" };

export interface CommandRequest {
  readonly wish: CommandWish | { readonly kind: "raw"; readonly payload: Uint8Array };
  /** How long it may wait for the device, ms; 0: it fails at once where it cannot be sent. */
  readonly expiresInMs: number;
  /** How long the answer may take, ms. */
  readonly timeoutMs: number;
}

export interface CommandFilter {
  readonly deviceId?: number | undefined;
  readonly state?: CommandState | undefined;
}

export interface DownlinkStats {
  readonly queued: number;
  readonly sent: number;
  /** Since the start, by state. */
  readonly settled: Readonly<Record<string, number>>;
}

export interface Downlink {
  /** Holds the request against the thing model and stores it, or says why not; it is sent as soon as it can be. */
  submit(device: Device, request: CommandRequest, actor: string): Result<Command, Failure>;
  /** The command as it is when it is settled, or after `waitMs`. Throws `not_found`. */
  whenSettled(id: number, waitMs: number): Promise<Command>;
  /** Throws `not_found`. */
  get(id: number): Command;
  /** Newest first, older than `before`. */
  list(
    filter: CommandFilter,
    page: { readonly before?: number | undefined; readonly limit: number },
  ): Command[];
  /** Why a command still waits; undefined of any other. */
  waitOf(command: Command): Failure | undefined;
  /** Ends one that still waits. Throws `not_found`, or `command_state` for one that was sent or settled. */
  cancel(id: number): Command;
  /** The device is here: what waits for it goes. */
  noteOnline(deviceId: number): void;
  stats(): DownlinkStats;
  close(): Promise<void>;
}
