import * as v from "valibot";
import { type Audit, actorOf, makeRouter, named, params, type Router, route } from "../http/http.ts";
import { AppError } from "../spine/error.ts";
import { deviceKey } from "../spine/ids.ts";
import type { IssuedPair } from "./issue.ts";

export interface TlsRoutesDeps {
  /** End of validity of the certificate of the TLS listeners, UTC ms. */
  readonly expiresAt: () => number | undefined;
  /** Makes a client certificate; undefined where devices do not log in by Gantry's own. */
  readonly issueClient: () => ((name: string) => Promise<IssuedPair>) | undefined;
  readonly caPem: () => string | undefined;
  readonly hasDevice: (productKey: string, deviceName: string) => boolean;
  readonly audit: Audit;
}

const StateJson = named(
  "TlsState",
  v.object({
    expiresAt: v.pipe(v.nullable(v.number()), v.description("Of the TLS listeners' certificate, UTC ms")),
    isIssuing: v.pipe(
      v.boolean(),
      v.description(
        "True when devices may log in by certificates that Gantry issues (`mqtts.clientCa: own`)",
      ),
    ),
  }),
);
const CertificateJson = named(
  "DeviceCertificate",
  v.object({
    name: v.pipe(v.string(), v.description("Common name, by which the device logs in")),
    cert: v.pipe(v.string(), v.description("PEM")),
    key: v.pipe(v.string(), v.description("PEM (PKCS #8); kept nowhere, shown this once")),
    ca: v.pipe(v.string(), v.description("PEM of the authority, which the device must trust")),
  }),
);
const ByName = v.object({ productKey: v.string(), deviceName: v.string() });

/** How long the certificate holds, and certificates for devices. */
export function tlsRoutes(deps: TlsRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/tls",
    route({
      id: "getTls",
      tag: "access",
      summary: "State of the certificates",
      allow: "viewer",
      returns: StateJson,
    }),
    (c) => c.json({ expiresAt: deps.expiresAt() ?? null, isIssuing: deps.issueClient() !== undefined }),
  );
  api.post(
    "/devices/:productKey/:deviceName/certificate",
    route({
      id: "issueDeviceCertificate",
      tag: "devices",
      summary: "A client certificate by which the device logs in over TLS, without a password",
      description:
        "Earlier ones stay good until the authority ends; to shut a device out, disable or delete it. Recorded in the audit trail.",
      allow: "developer",
      status: 201,
      returns: CertificateJson,
      errors: ["not_found", "certificates_off"],
    }),
    params(ByName),
    async (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const key = deviceKey(productKey, deviceName);
      if (!deps.hasDevice(productKey, deviceName)) throw new AppError("not_found", { what: `device ${key}` });
      const issueClient = deps.issueClient();
      const ca = deps.caPem();
      if (issueClient === undefined || ca === undefined) throw new AppError("certificates_off");
      const name = `${deviceName}&${productKey}`;
      const issued = await issueClient(name);
      deps.audit(actorOf(c), { action: "device.issue-certificate", target: key });
      return c.json({ name, ...issued, ca }, 201);
    },
  );
  return api;
}
