// Every operation of the API that changes what is there, so that no page can forget on what its change rests.

import type { Answer, Sent } from "../call-types.ts";

interface EditSpec {
  readonly method: "PUT" | "PATCH";
  /** As the API document has it. */
  readonly path: string;
  /** How the audit trail calls such things: `product` of `product.update`. */
  readonly trail: string;
}

/** What several people may edit: these carry If-Match. */
export const EDITS = {
  updateProduct: { method: "PATCH", path: "/products/{productKey}", trail: "product" },
  updateProductTemplate: { method: "PATCH", path: "/product-templates/{id}", trail: "template" },
  replaceProductTemplate: { method: "PUT", path: "/product-templates/{id}", trail: "template" },
  putMapping: { method: "PUT", path: "/products/{productKey}/mapping", trail: "product" },
  putThingModel: { method: "PUT", path: "/products/{productKey}/thing-model", trail: "product" },
  putThingModelDraft: { method: "PUT", path: "/products/{productKey}/thing-model/draft", trail: "product" },
  putRegisterMap: { method: "PUT", path: "/products/{productKey}/register-map", trail: "product" },
  updateDevice: { method: "PATCH", path: "/devices/{productKey}/{deviceName}", trail: "device" },
  putDeviceTags: { method: "PUT", path: "/devices/{productKey}/{deviceName}/tags", trail: "device" },
  setDeviceAllowList: {
    method: "PUT",
    path: "/devices/{productKey}/{deviceName}/allow-list",
    trail: "device",
  },
  putSlave: { method: "PUT", path: "/devices/{productKey}/{deviceName}/slave", trail: "device" },
  updateGroup: { method: "PATCH", path: "/groups/{groupId}", trail: "group" },
  updateDeviceView: { method: "PATCH", path: "/device-views/{viewId}", trail: "view" },
  updateAccessRule: { method: "PATCH", path: "/acl/rules/{id}", trail: "acl" },
  updateUser: { method: "PATCH", path: "/users/{id}", trail: "user" },
  updateApiKey: { method: "PATCH", path: "/api-keys/{keyId}", trail: "key" },
  updateRole: { method: "PATCH", path: "/roles/{roleId}", trail: "role" },
  replaceSignInPolicy: { method: "PUT", path: "/sign-in-policy", trail: "user.policy" },
  replaceLdapDirectory: { method: "PUT", path: "/directories/ldap", trail: "user.directory" },
  replaceOidcDirectory: { method: "PUT", path: "/directories/oidc", trail: "user.directory" },
  putLink: { method: "PUT", path: "/links/{id}", trail: "link" },
  putModbusServer: { method: "PUT", path: "/modbus-server", trail: "modbus-server" },
} as const satisfies Record<string, EditSpec>;

/** What rests on nothing that another could have changed: one's own, and an order that the server compares. */
export const LONE_EDITS = {
  changePassword: { method: "PUT", path: "/session/password" },
  chooseLanguage: { method: "PATCH", path: "/session" },
  changePreferences: { method: "PATCH", path: "/session/preferences" },
  orderAccessRules: { method: "PUT", path: "/acl/order" },
} as const satisfies Record<string, Omit<EditSpec, "trail">>;

export type EditName = keyof typeof EDITS;
export type LoneEditName = keyof typeof LONE_EDITS;

/** `/products/{}` of `/products/{productKey}`: as the types of the API have it. */
type Shaped<P extends string> = P extends `${infer Head}{${string}}${infer Rest}`
  ? `${Head}{}${Shaped<Rest>}`
  : P;
type PathOf<N extends EditName> = Shaped<(typeof EDITS)[N]["path"]>;
type MethodOf<N extends EditName> = (typeof EDITS)[N]["method"];

/** What is sent by an edit. */
export type Written<N extends EditName> = Sent<PathOf<N>, MethodOf<N>>;
/** What an edit answers. */
export type Saved<N extends EditName> = Answer<PathOf<N>, MethodOf<N>>;
type LoneOf<N extends LoneEditName> = (typeof LONE_EDITS)[N];
export type LoneWritten<N extends LoneEditName> = Sent<LoneOf<N>["path"], LoneOf<N>["method"]>;
export type LoneSaved<N extends LoneEditName> = Answer<LoneOf<N>["path"], LoneOf<N>["method"]>;

/** The path with its parameters filled in, in their order. */
export function pathWith(path: string, at: readonly (string | number)[]): string {
  const left = [...at];
  const filled = path.replace(/\{\w+\}/g, (name) => {
    const value = left.shift();
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  if (left.length > 0) throw new Error(`${path} has no place for ${left.join(", ")}`);
  return filled;
}
