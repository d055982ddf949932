// The form of one row of the error catalogue.

export interface ErrorEntry {
  readonly http: number;
  /** MQTT 5 reason code for CONNACK, PUBACK or DISCONNECT. */
  readonly mqtt: number;
  /** True when the same request may succeed later without a change. */
  readonly isRetryable: boolean;
  readonly en: string;
  readonly zh: string;
}

export function entry(http: number, mqtt: number, isRetryable: boolean, en: string, zh: string): ErrorEntry {
  return { http, mqtt, isRetryable, en, zh };
}
