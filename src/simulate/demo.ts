// The demo line of `gantry serve --demo`: its products and devices applied, its machines running against our own port.

import type { Clock } from "../spine/clock.ts";
import type { Language } from "../spine/error.ts";
import { type FactoryDocument, makeFactoryDocument, type SecretSource } from "./document.ts";
import { type Factory, startFactory } from "./factory.ts";

const DEVICES = 12;

export interface DemoOptions {
  readonly clock: Clock;
  readonly language: Language;
  /** The MQTT port of this very Gantry. */
  readonly port: number;
  /** A device's secret where it exists already, else a new one: a restart changes nothing. */
  readonly secretOf: SecretSource;
  apply(document: FactoryDocument): void;
}

export function startDemo({ clock, language, port, secretOf, apply }: DemoOptions): Factory {
  const document = makeFactoryDocument({ deviceCount: DEVICES, language, secretOf });
  apply(document);
  const endpoint = { host: "127.0.0.1", port, tls: undefined };
  return startFactory({ clock, endpoint, devices: document.devices });
}
