import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SpecVersion } from "./notation.ts";

export interface Step {
  /** Who does it; "a" where it does not say. Another name opens another connection. */
  readonly client?: string;
  /** A plain login of that version comes first; "each" is the version that the case is run in. */
  readonly login?: SpecVersion | "each";
  /** The connection is cut by the peer. */
  readonly hangUp?: true;
  /** Whether that client's connection is closed after the step. */
  readonly isClosed?: boolean;
  readonly send?: string;
  /** All that was written since the last `expect`, or one of several answers; steps without it leave it for later. */
  readonly expect?: string | readonly string[];
  /** Settles the oldest unsettled uplink: "stored", or a code of the catalogue with which it is refused. */
  readonly settle?: string;
  readonly unavailable?: string;
  readonly reply?: { readonly topic: string; readonly payload: string };
  readonly deliver?: {
    readonly topic: string;
    readonly payload: string;
    readonly qos?: 0 | 1;
    readonly isSystem?: boolean;
  };
  readonly isTaken?: boolean;
  readonly dismiss?: string;
  readonly advanceMs?: number;
}

export interface Case {
  readonly name: string;
  /** Statements that the case shows, as `3.1.1:3.1.0-1` or `5:3.1.0-1`; for [MQTT-3.1.0-1] of that specification. */
  readonly spec: readonly string[];
  /** Run once in each, with the notation's words for it; without them the bytes name their version. */
  readonly versions?: readonly SpecVersion[];
  /** A plain login comes before the steps; without it the steps bring their own CONNECT. */
  readonly login?: SpecVersion | "each";
  readonly gate?: {
    readonly hasAutoSubscription?: boolean;
    readonly isManual?: boolean;
    readonly isRelay?: boolean;
    /** Code with which it refuses every login. */
    readonly refuses?: string;
  };
  readonly steps: readonly Step[];
  /** Reason with which the session or the connection ends; absent: still open. */
  readonly isClosed?: boolean;
  readonly session?: string;
  /** What was handed in, as `topic payload`; `?` behind the topic where no acknowledgement is needed. */
  readonly uplinks?: readonly string[];
  /** Codes that were reported. */
  readonly reported?: readonly string[];
  /** What Mosquitto 2.0 does instead, and why ours is right. */
  readonly mosquitto?: string;
}

/** A case in one version. */
export interface Run {
  readonly one: Case;
  readonly version: SpecVersion;
  readonly title: string;
  readonly spec: readonly string[];
}

const CASES = join(import.meta.dir, "cases");

export const CASE_FILES: readonly string[] = readdirSync(CASES).sort();

export function readCases(file: string): readonly Case[] {
  return JSON.parse(readFileSync(join(CASES, file), "utf8")) as Case[];
}

/** The case once for each of its versions. */
export function runsOf(one: Case): readonly Run[] {
  if (one.versions === undefined) {
    const version = one.login === "each" || one.login === undefined ? "3.1.1" : one.login;
    return [{ one, version, title: one.name, spec: one.spec }];
  }
  return one.versions.map((version) => ({
    one,
    version,
    title: `${version}: ${one.name}`,
    spec: one.spec.filter((id) => id.startsWith(`${version}:`)),
  }));
}

/** The login that a step or a case asks for. */
export function loginOf(login: SpecVersion | "each", version: SpecVersion, client: string) {
  const as = login === "each" ? version : login;
  const id = client === "a" ? "d1" : client;
  return { as, send: `10 { PROTOCOL 02 003c P s'${id}' }`, expect: "20 { 00 00 LIMITS }" };
}
