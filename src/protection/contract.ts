import type { BucketLimits } from "../kit/token-bucket.ts";
import type { Clock } from "../spine/clock.ts";
import type { ErrorCode, Failure } from "../spine/error.ts";

export interface BanSettings {
  /** Failed logins within a minute that ban a name at its address; 0: none is ever banned. */
  readonly failures: number;
  /** How long; that of an address doubles each time it is earned again. */
  readonly banMs: number;
}

/** `login`: one name at one address. `address`: everyone there. */
export interface Ban {
  readonly id: string;
  readonly kind: "login" | "address";
  readonly address: string;
  /** Of `login`: by what the peer called itself. */
  readonly name: string | undefined;
  readonly failures: number;
  /** Why the last login failed. */
  readonly code: ErrorCode;
  /** UTC ms. */
  readonly since: number;
  readonly until: number;
}

export interface ProtectionSettings extends BanSettings {
  /** Connections that one address may open; undefined: any number. */
  readonly connections: BucketLimits | undefined;
}

/** Who tries to log in. */
export interface Attempt {
  readonly ip: string;
  /** By what it calls itself; never a secret. */
  readonly name: string;
}

export interface ProtectionStats {
  readonly bans: { readonly address: number; readonly login: number };
  /** Since the start. */
  readonly refusedBanned: number;
  readonly refusedRate: number;
}

export interface Protection {
  /** Whether a peer at this address may connect now. */
  isAdmitted(ip: string): boolean;
  /** Why a login is not even looked at; undefined when it is. */
  refusalOf(attempt: Attempt): Failure | undefined;
  /** What became of a login: undefined when it was let in. */
  note(attempt: Attempt, outcome: Failure | undefined): void;
  /** Something about this device was mended: what it (or its address, because of it) is banned for is forgotten. */
  forgive(deviceName: string): void;
  bans(): readonly Ban[];
  /** Ends a ban early; undefined when there is none of that id. */
  clear(id: string): Ban | undefined;
  stats(): ProtectionStats;
}

export interface ProtectionOptions {
  readonly clock: Clock;
  readonly settings: ProtectionSettings;
  /** Told once a period and address of those that are turned away without a word. */
  readonly report: (ip: string, why: Failure) => void;
}
