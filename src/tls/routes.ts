import * as v from "valibot";
import {
  type Audit,
  actorOf,
  integerText,
  makeRouter,
  named,
  params,
  query,
  type Router,
  route,
} from "../http/http.ts";
import { AppError } from "../spine/error.ts";
import { deviceKey } from "../spine/ids.ts";
import type { IssuedPair } from "./issue.ts";

export interface TlsRoutesDeps {
  /** End of validity of the certificate of the TLS listeners, UTC ms. */
  readonly expiresAt: () => number | undefined;
  /** Makes a client certificate; undefined where devices do not log in by Gantry's own. */
  readonly issueClient: () => ((name: string) => Promise<IssuedPair>) | undefined;
  readonly caPem: () => string | undefined;
  readonly certificates: CertificateRecords;
  readonly audit: Audit;
}

/** Where it is kept which certificates a device has, so that each can be revoked. */
export interface CertificateRecords {
  hasDevice(productKey: string, deviceName: string): boolean;
  /** Throws AppError when the device may have no more of them. `overlapMs`: when its other ones end; absent: not now. */
  add(
    device: { readonly productKey: string; readonly deviceName: string },
    issued: { readonly cert: string; readonly actor: string; readonly overlapMs: number | undefined },
  ): void;
}

const HOUR_MS = 3_600_000;
const OVERLAP_HOURS_MAX = 720;

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
      allow: "read",
      returns: StateJson,
    }),
    (c) => c.json({ expiresAt: deps.expiresAt() ?? null, isIssuing: deps.issueClient() !== undefined }),
  );
  api.post(
    "/devices/:productKey/:deviceName/certificate",
    route({
      id: "issueDeviceCertificate",
      isSecret: true,
      tag: "devices",
      summary: "A client certificate by which the device logs in over TLS, without a password",
      description:
        "It is listed with the device's credentials, where it can be revoked. With `overlapHours` its other certificates end so much later; otherwise they stay good. Recorded in the audit trail.",
      allow: "manage",
      status: 201,
      returns: CertificateJson,
      errors: ["not_found", "certificates_off", "too_many_credentials"],
    }),
    params(ByName),
    query(v.object({ overlapHours: v.optional(integerText(0, OVERLAP_HOURS_MAX)) })),
    async (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const key = deviceKey(productKey, deviceName);
      if (!deps.certificates.hasDevice(productKey, deviceName))
        throw new AppError("not_found", { what: `device ${key}` });
      const issueClient = deps.issueClient();
      const ca = deps.caPem();
      if (issueClient === undefined || ca === undefined) throw new AppError("certificates_off");
      const name = `${deviceName}&${productKey}`;
      const issued = await issueClient(name);
      const { overlapHours } = c.req.valid("query");
      const overlapMs = overlapHours === undefined ? undefined : overlapHours * HOUR_MS;
      const actor = actorOf(c).username;
      deps.certificates.add({ productKey, deviceName }, { cert: issued.cert, actor, overlapMs });
      deps.audit(actorOf(c), { action: "device.issue-certificate", target: key });
      return c.json({ name, ...issued, ca }, 201);
    },
  );
  return api;
}
