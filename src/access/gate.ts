// The gate: all that an adapter may ask of the platform, in one object.
// Owns: the way of a peer from its claim to an open session.
// Promises: a refused login has its cause in the log; a session belongs to exactly one device.
// Must never: know bytes of a protocol, or decide anything that ingest, sessions or codec decide.

import { dialectOf, readLogin } from "../codec/codec.ts";
import type { Dialect, Login } from "../codec/dialect.ts";
import type { Device, Devices } from "../devices/devices.ts";
import type { Ingest, RefusedPeer, Source } from "../ingest/ingest.ts";

import { assert } from "../kit/assert.ts";
import type { Log } from "../log/log.ts";
import type { Products } from "../products/products.ts";
import type { DeviceSession, Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import { err, ok, type Result } from "../spine/result.ts";
import type {
  Admission,
  ApplicationPrincipal,
  ApplicationSession,
  Claim,
  Gate,
  Link,
  Principal,
  PublishRoute,
  RawUplink,
  Session,
  UplinkOutcome,
} from "./adapter.ts";

export interface GateOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, "isCongested" | "onCongestion">;
  readonly products: Pick<Products, "find">;
  readonly devices: Pick<Devices, "find" | "byId">;
  readonly sessions: Sessions;
  readonly ingest: Ingest;
}

interface GateSession extends Session {
  readonly source: Source;
  readonly dialect: Dialect;
  readonly entry: DeviceSession;
}

/** Their ids count down from -1, those of devices up from 1. */
type AnyGateSession = GateSession | ApplicationSession;

export function makeGate(options: GateOptions): Gate {
  return new PlatformGate(options);
}

class PlatformGate implements Gate {
  readonly clock: Clock;

  private lastApplicationId = 0;

  constructor(private readonly options: GateOptions) {
    this.clock = options.clock;
  }

  async authenticate(claim: Claim): Promise<Result<Admission, Failure>> {
    const reading = readLogin(claim);
    if (reading.kind === "refused") return this.refuseLogin(claim, undefined, reading.failure);
    if (reading.kind !== "login") {
      return this.refuseLogin(
        claim,
        undefined,
        failure("bad_client_id", { detail: "no dialect knows this form" }),
      );
    }
    const { login } = reading;
    const device = this.options.devices.find(login.productKey, login.deviceName);
    const why = device ? this.checkLogin(login, device) : this.explainUnknown(login);
    if (why || !device) return this.refuseLogin(claim, login, why ?? failure("unknown_device"));
    const { productKey, deviceName } = device;
    const principal = { deviceId: device.id, productKey, deviceName, dialect: login.dialect };
    return ok({ kind: "device", principal });
  }

  open(principal: Principal, link: Link): GateSession {
    const device = this.options.devices.byId(principal.deviceId);
    const dialect = dialectOf(principal.dialect);
    assert(device && dialect, "a principal comes from authenticate");
    const { protocol, address } = link;
    const source = this.options.ingest.openSource(device, { dialect, protocol, address });
    const entry = this.options.sessions.open({ ...principal, protocol }, link);
    return { id: entry.id, principal, source, dialect, entry };
  }

  openApplication(application: ApplicationPrincipal): ApplicationSession {
    return { id: --this.lastApplicationId, application };
  }

  close(session: AnyGateSession, reason: string): void {
    if (isDevice(session)) this.options.sessions.close(session.entry, reason);
  }

  uplink(session: GateSession, raw: RawUplink, settle: (outcome: UplinkOutcome) => void): void {
    this.options.ingest.accept(session.source, raw, settle);
  }

  publishRoute(session: AnyGateSession, topic: string): PublishRoute | Failure {
    if (!isDevice(session)) return { isUplink: false, isRelayed: true };
    const { productKey, deviceName } = session.principal;
    if (session.dialect.route(topic, productKey, deviceName) !== undefined) return UPLINK_AND_RELAY;
    if (topic.startsWith(`${productKey}/${deviceName}/`)) return RELAY;
    return failure("topic_unknown", { topic, dialect: session.dialect.name });
  }

  maySubscribe(session: AnyGateSession, filter: string): boolean {
    if (!isDevice(session)) return true;
    const { productKey, deviceName } = session.principal;
    if (filter.startsWith(`${productKey}/${deviceName}/`)) return true;
    return session.dialect.maySubscribe(filter, productKey, deviceName);
  }

  hasAutoSubscription(session: AnyGateSession): boolean {
    return isDevice(session) && session.dialect.hasAutoSubscription;
  }

  onAccessChange(): () => void {
    return () => {};
  }

  reportRefusal(
    why: Failure,
    context: { address: string; session: AnyGateSession | undefined; subject: string },
  ): void {
    const { session } = context;
    const peer: RefusedPeer =
      session !== undefined && isDevice(session) ? session.source : { ...NOBODY, address: context.address };
    this.options.ingest.refuse(peer, why, context.subject);
  }

  isCongested(): boolean {
    return this.options.log.isCongested();
  }

  onCongestion(listener: (isCongested: boolean) => void): () => void {
    return this.options.log.onCongestion(listener);
  }

  private checkLogin(login: Login, device: Device): Failure | undefined {
    const wrong = login.verify({
      deviceSecret: device.deviceSecret,
      productSecret: device.product.productSecret,
    });
    if (wrong) return wrong;
    if (!device.product.isEnabled) return failure("product_disabled");
    return device.isEnabled ? undefined : failure("device_disabled");
  }

  private explainUnknown({ productKey, deviceName }: Login): Failure {
    if (!this.options.products.find(productKey)) return failure("unknown_product", { productKey });
    return failure("unknown_device", { productKey, deviceName });
  }

  private refuseLogin(claim: Claim, login: Login | undefined, why: Failure): Result<never, Failure> {
    const device = login && this.options.devices.find(login.productKey, login.deviceName);
    const peer: RefusedPeer = {
      deviceId: device?.id ?? 0,
      productKey: login?.productKey ?? "",
      deviceName: login?.deviceName ?? "",
      protocol: claim.protocol,
      dialect: login?.dialect ?? "",
      address: claim.address,
    };
    const shown = failure(why.code, {
      ...why.params,
      clientId: claim.clientId,
      username: claim.username ?? "",
    });
    this.options.ingest.refuse(peer, shown, "connect");
    return err(why);
  }
}

function isDevice(session: AnyGateSession): session is GateSession {
  return "source" in session;
}

const UPLINK_AND_RELAY: PublishRoute = { isUplink: true, isRelayed: true };
const RELAY: PublishRoute = { isUplink: false, isRelayed: true };
const NOBODY = { deviceId: 0, productKey: "", deviceName: "", protocol: "", dialect: "" };
