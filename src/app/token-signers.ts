import type { TokenPorts } from "../accounts/keys/token-authentication.ts";
import { readSignedToken } from "../codec/codec.ts";
import type { DeviceCredentials, Devices } from "../devices/devices.ts";
import type { Products } from "../products/products.ts";
import { failure } from "../spine/error.ts";

interface Signers {
  readonly products: Pick<Products, "find">;
  readonly devices: Pick<Devices, "find">;
  readonly credentials: Pick<DeviceCredentials, "proofs">;
}

/** Who may sign tokens for the API; asked late, for products and devices open after accounts. */
export function makeTokenPorts(signers: () => Signers): TokenPorts {
  const productOf = (productKey: string) => {
    const product = signers().products.find(productKey);
    const isOpen = product?.isEnabled === true && (product.dialects?.includes("onenet") ?? true);
    return isOpen ? product : undefined;
  };
  return {
    read: readSignedToken,
    // The product secret is no such key: where devices register by it, every one of them has it.
    isOfProduct: (productKey, token) => token.isSignedBy(productOf(productKey)?.accessKey ?? ""),
    isOfDevice({ productKey, deviceName }, token, address) {
      const { devices, credentials } = signers();
      const product = productOf(productKey);
      const device = devices.find(productKey, deviceName);
      if (product === undefined || device === undefined || !device.isEnabled) return false;
      if (credentials.proofs.refusalAt(device.id, address) !== undefined) return false;
      const verify = (secret: string) => (token.isSignedBy(secret) ? undefined : failure("bad_token"));
      const isOwn = credentials.proofs.check(device, verify).failure === undefined;
      return isOwn || token.isSignedBy(product.accessKey);
    },
  };
}
