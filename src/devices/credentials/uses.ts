// When credentials were used last: noted at every login, written soon, together, and never on the login's path.

import type { Clock, Timer } from "../../spine/clock.ts";
import type { CredentialUse } from "./credential.ts";
import type { CredentialStore } from "./credential-store.ts";

/** A crash loses at most this much of it. */
const FLUSH_MS = 2_000;
/** Most rows in one transaction, so that the event loop is never held for long. */
const FLUSH_ROWS = 500;

/** What was used: a credential, or (id 0) the device's own secret. */
export interface UsedCredential {
  readonly deviceId: number;
  readonly credentialId: number;
}

interface Pending extends UsedCredential {
  readonly use: CredentialUse;
}

/** Owns a timer while something waits, until `stop`. */
export class CredentialUses {
  readonly #pending = new Map<string, Pending>();
  /** Which credential each device used last, for as long as the process runs. */
  readonly #newest = new Map<number, number>();
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly store: Pick<CredentialStore, "db" | "noteUse" | "noteSecretUse">,
  ) {}

  note(used: UsedCredential, use: CredentialUse): void {
    this.#pending.set(keyOf(used), { ...used, use });
    this.#newest.set(used.deviceId, used.credentialId);
    this.#schedule();
  }

  /** The use that is not written yet. */
  pendingOf(used: UsedCredential): CredentialUse | undefined {
    return this.#pending.get(keyOf(used))?.use;
  }

  /** Undefined when the device was not seen to log in. */
  newestOf(deviceId: number): number | undefined {
    return this.#newest.get(deviceId);
  }

  forget(deviceId: number): void {
    for (const [key, one] of this.#pending) if (one.deviceId === deviceId) this.#pending.delete(key);
    this.#newest.delete(deviceId);
  }

  stop(): void {
    this.#timer?.cancel();
    while (this.#pending.size > 0) this.#write();
  }

  #schedule(): void {
    this.#timer ??= this.clock.after(FLUSH_MS, () => {
      this.#timer = undefined;
      this.#write();
      if (this.#pending.size > 0) this.#schedule();
    });
  }

  /** What cannot be written is given up: it is only a convenience, and the next login notes it again. */
  #write(): void {
    const some = this.#pending.entries().take(FLUSH_ROWS).toArray();
    for (const [key] of some) this.#pending.delete(key);
    try {
      this.store.db.transaction(() => {
        for (const [, { credentialId, deviceId, use }] of some) {
          if (credentialId === 0) this.store.noteSecretUse(deviceId, use);
          else this.store.noteUse(credentialId, use);
        }
      });
    } catch {
      // A full disk is told elsewhere.
    }
  }
}

function keyOf({ deviceId, credentialId }: UsedCredential): string {
  return `${deviceId}/${credentialId}`;
}
