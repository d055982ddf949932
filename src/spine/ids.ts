// Names of products and devices: what is allowed, and how the two are written as one key.

/**
 * Product key: 1 to 64 of letters, digits, `_` and `-`. Other clouds' keys keep their form. None is the first level of
 * topics that all devices have: a device `acme` of a product `sys` would own `/sys/acme/#`, the topics of product acme.
 */
export const PRODUCT_KEY_PATTERN =
  /^(?!(?:sys|ext|ota|shadow|broadcast|response|v1|v2)$)[A-Za-z0-9_-]{1,64}$/;
/** Device name: 1 to 64 of letters, digits and `-_.:@` (the set of Alibaba and OneNET together). */
export const DEVICE_NAME_PATTERN = /^[A-Za-z0-9_\-.:@]{1,64}$/;
/**
 * Identifier of a parameter, of a struct's field, of a module, or of a feature within its module. Values are kept by
 * identifier, and an object can hold none under `__proto__`.
 */
export const IDENTIFIER_PATTERN = /^(?!__proto__$)[A-Za-z0-9_]{1,50}$/;
/** Identifier of a property, event or service: one of a module has the module's in front, `module:identifier`. */
export const FEATURE_PATTERN = /^(?!__proto__$)(?:[A-Za-z0-9_]{1,50}:)?[A-Za-z0-9_]{1,50}$/;

/** `productKey/deviceName`: `/` is in neither, so the key splits back without loss. */
export function deviceKey(productKey: string, deviceName: string): string {
  return `${productKey}/${deviceName}`;
}

export function splitDeviceKey(key: string): { productKey: string; deviceName: string } | undefined {
  const slash = key.indexOf("/");
  if (slash <= 0 || slash === key.length - 1) return undefined;
  return { productKey: key.slice(0, slash), deviceName: key.slice(slash + 1) };
}
