// Certificates that Gantry issues to devices, kept with their other credentials.

import type { CertificateRecords } from "../tls/routes.ts";
import type { Stores } from "./stores.ts";

export function makeCertificateRecords({ devices, credentials }: Stores): CertificateRecords {
  return {
    hasDevice: (productKey, deviceName) => devices.find(productKey, deviceName) !== undefined,
    add({ productKey, deviceName }, { cert, actor, overlapMs }) {
      const device = devices.get(productKey, deviceName);
      const { id } = credentials.book.add(device, { kind: "certificate", cert }, actor);
      if (overlapMs !== undefined) credentials.book.retireCertificates(device, id, overlapMs);
    },
  };
}
