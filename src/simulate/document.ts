// The factory as a document for `gantry apply`: its products with their thing models, its devices with their secrets.

import type { Language } from "../spine/error.ts";
import type { ThingModel } from "../spine/model.ts";
import type { DeviceIdentity } from "./login.ts";
import { makeThingModel, say } from "./machines/machine.ts";
import { type MachineKind, nameMachines, planKinds, productOf } from "./machines/plant.ts";

export interface FactoryProduct {
  readonly productKey: string;
  readonly productSecret: string;
  readonly name: string;
  readonly description: string;
  readonly thingModel: ThingModel;
}

export interface FactoryDevice extends DeviceIdentity {
  readonly name: string;
}

export interface FactoryDocument {
  readonly products: readonly FactoryProduct[];
  readonly devices: readonly FactoryDevice[];
}

/** Gives the secret of a device, or of the product itself where `deviceName` is undefined. */
export type SecretSource = (productKey: string, deviceName: string | undefined) => string;

export interface DocumentOptions {
  readonly deviceCount: number;
  /** A plant of one kind only; mixed lines when absent. */
  readonly kind?: MachineKind | undefined;
  /** In place of the kind's own product key; only together with `kind`. */
  readonly productKey?: string | undefined;
  readonly language: Language;
  readonly secretOf: SecretSource;
}

/** The same options and secrets give the same document: applying it again changes nothing. */
export function makeFactoryDocument(options: DocumentOptions): FactoryDocument {
  const { deviceCount, kind, language, secretOf } = options;
  const kinds = kind === undefined ? planKinds(deviceCount) : Array<MachineKind>(deviceCount).fill(kind);
  const other: Language = language === "en" ? "zh-CN" : "en";
  const keyOf = (each: MachineKind) =>
    kind !== undefined && options.productKey !== undefined ? options.productKey : productOf(each).productKey;
  const names = nameMachines(kinds);
  return {
    products: [...new Set(kinds)].map((each) => ({
      productKey: keyOf(each),
      productSecret: secretOf(keyOf(each), undefined),
      name: say(productOf(each).text, language),
      description: say(productOf(each).text, other),
      thingModel: makeThingModel(productOf(each), language),
    })),
    devices: kinds.map((each, index) => {
      const deviceName = names[index] ?? "";
      const number = deviceName.slice(deviceName.lastIndexOf("-") + 1);
      return {
        productKey: keyOf(each),
        deviceName,
        deviceSecret: secretOf(keyOf(each), deviceName),
        name: `${say(productOf(each).text, language)} ${number}`,
      };
    }),
  };
}
