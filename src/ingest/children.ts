// What a gateway does with its children: whom it may speak for, logins, bindings, registrations.
// Owns: nothing; it brings devices, topology and sessions together.

import type { ChildClaim, ChildName, ChildResult } from "../codec/dialect.ts";
import {
  type Device,
  type DeviceCredentials,
  type Devices,
  notBound,
  type Topology,
} from "../devices/devices.ts";
import type { Product, Products } from "../products/products.ts";
import type { SessionLink, Sessions } from "../sessions/sessions.ts";
import { AppError, type Failure, failure } from "../spine/error.ts";
import { DEVICE_NAME_PATTERN, deviceKey } from "../spine/ids.ts";
import { CHILDREN_PER_GATEWAY } from "../spine/limits.ts";
import { checkWithKeys } from "../spine/product.ts";
import { err, ok, type Result } from "../spine/result.ts";
import type { DeviceSource, Speakers } from "./source.ts";

export interface ChildrenOptions {
  readonly devices: Pick<Devices, "find" | "create" | "isInTrash">;
  readonly products: Pick<Products, "find">;
  readonly topology: Pick<Topology, "childOf" | "gatewayOf" | "childrenOf" | "bind" | "unbind">;
  readonly sessions: Pick<Sessions, "find" | "openChild" | "close">;
  /** Without them a child has its secret and nothing else. */
  readonly credentials?: { readonly proofs: Pick<DeviceCredentials["proofs"], "check"> } | undefined;
}

const CREATION_WINDOW_MS = 10_000;
const CREATIONS_PER_WINDOW = 100;

/** The methods that write throw AppError or DbError; everything that was done before stands. */
export class GatewayChildren implements Speakers {
  /** True while a gateway itself changes its topology: it need not be told. */
  isActing = false;

  constructor(readonly options: ChildrenOptions) {}

  admit(gateway: DeviceSource, name: ChildName): Result<Device, Failure> {
    const child = this.options.topology.childOf(gateway.device, name);
    if (!child) return this.#admitSibling(gateway, name) ?? this.#admitStranger(gateway, name);
    const barrier = barrierOf(child);
    if (barrier) return err(barrier);
    if (this.#isLoggedIn(gateway, child)) return ok(child);
    if (gateway.via.dialect.hasImplicitChildren === true) return this.#openSession(gateway, child);
    return err(notOnline(gateway, child));
  }

  /** A device of the same product, where that lets one connection speak for all of them. */
  #admitSibling(speaker: DeviceSource, name: ChildName): Result<Device, Failure> | undefined {
    const { productKey, mapping } = speaker.device.product;
    if (!mapping.isShared || (name.productKey ?? productKey) !== productKey) return undefined;
    const sibling = this.options.devices.find(productKey, name.deviceName);
    if (!sibling) return err(failure("unknown_device", { productKey, deviceName: name.deviceName }));
    const barrier = barrierOf(sibling);
    if (barrier) return err(barrier);
    // One that is connected itself stays so; any other is online for as long as this connection lasts.
    return this.options.sessions.find(sibling.id) ? ok(sibling) : this.#openSession(speaker, sibling);
  }

  /** Where a gateway just speaks of devices by name, the first word of one creates it, if its product allows that. */
  #admitStranger(gateway: DeviceSource, name: ChildName): Result<Device, Failure> {
    const home = gateway.device.product.childProductKey;
    const isAllowed = gateway.via.dialect.hasImplicitChildren === true && name.productKey === undefined;
    if (!isAllowed || home === null) return err(notBound(gateway.device, name));
    try {
      const [result] = this.login(gateway, [{ ...name, verify: undefined }], true);
      if (result?.failure) return err(result.failure);
    } catch (cause) {
      return err(cause instanceof AppError ? failure(cause.code, cause.params) : failure("internal"));
    }
    const child = this.options.topology.childOf(gateway.device, name);
    return child ? ok(child) : err(notBound(gateway.device, name));
  }

  login(gateway: DeviceSource, claims: readonly ChildClaim[], isCreating: boolean): ChildResult[] {
    return claims.map((claim) => {
      const found = this.#findForLogin(gateway, claim, isCreating);
      if (!found.ok) return resultOf(claim, undefined, found.error);
      const child = found.value;
      const why =
        this.#refute(child, claim, gateway.recvTs) ??
        barrierOf(child) ??
        this.#join(gateway, child, isCreating);
      if (why) return resultOf(claim, child, why);
      const opened = this.#openSession(gateway, child);
      return resultOf(claim, child, opened.ok ? undefined : opened.error);
    });
  }

  logout(gateway: DeviceSource, names: readonly ChildName[]): ChildResult[] {
    return names.map((name) => {
      const child = this.options.topology.childOf(gateway.device, name);
      if (!child) return resultOf(name, undefined, notBound(gateway.device, name));
      this.#closeSession(gateway, child, "logged_out");
      return resultOf(name, child, undefined);
    });
  }

  /** A child that proved itself may be taken from another gateway. */
  add(gateway: DeviceSource, claims: readonly ChildClaim[]): ChildResult[] {
    const found = claims.map((claim) => {
      const child = this.#find(gateway, claim);
      if (!child) return resultOf(claim, undefined, this.#explainUnknown(claim));
      return resultOf(claim, child, this.#refute(child, claim, gateway.recvTs) ?? barrierOf(child));
    });
    const bindings = found.flatMap(({ productKey, deviceName, failure: why }, i) => {
      const child = why ? undefined : this.options.devices.find(productKey, deviceName);
      return child ? [{ child, isProven: claims[i]?.verify !== undefined, i }] : [];
    });
    const failures = this.#act(() =>
      this.options.topology.bind(gateway.device, bindings, gateway.via.dialect.name),
    );
    const late = new Map(bindings.map(({ i }, at) => [i, failures[at]]));
    return found.map((result, i) => ({ ...result, failure: result.failure ?? late.get(i) }));
  }

  remove(gateway: DeviceSource, names: readonly ChildName[]): ChildResult[] {
    return names.map((name) => {
      const child = this.options.topology.childOf(gateway.device, name);
      if (!child) return resultOf(name, undefined, notBound(gateway.device, name));
      this.#closeSession(gateway, child, "unbound");
      const [why] = this.#act(() =>
        this.options.topology.unbind(gateway.device, [child], gateway.via.dialect.name),
      );
      return resultOf(name, child, why);
    });
  }

  list(gateway: DeviceSource): ChildResult[] {
    return this.options.topology.childrenOf(gateway.device).map((child) => resultOf(child, child, undefined));
  }

  /** Dynamic registration through a gateway that is let in: the rules of the child's product hold. */
  register(gateway: DeviceSource, names: readonly (ChildName | ChildClaim)[]): ChildResult[] {
    return names.map((name) => {
      const productKey = name.productKey ?? gateway.device.product.childProductKey ?? "";
      const product = this.options.products.find(productKey);
      if (!product) return resultOf(name, undefined, failure("unknown_product", { productKey }));
      const closed = closedFor(product, gateway.recvTs);
      if (closed) return resultOf(name, undefined, closed);
      const verify = "verify" in name ? name.verify : undefined;
      const wrong =
        verify &&
        checkWithKeys(product, gateway.recvTs, ({ productSecret }) =>
          verify({ deviceSecret: "", productSecret }),
        );
      if (wrong) return resultOf(name, undefined, wrong);
      const found = this.#find(gateway, { ...name, productKey });
      if (!found && product.registration === "listed")
        return resultOf(name, undefined, this.#explainUnknown({ ...name, productKey }));
      const child = found ? ok(found) : this.#create(gateway, productKey, name.deviceName);
      if (!child.ok) return resultOf(name, undefined, child.error);
      return resultOf(name, child.value, this.#mayRegister(gateway, child.value));
    });
  }

  /** Why what a gateway says in proof of the child does not hold with any of the child's secrets. */
  #refute(child: Device, { verify }: ChildClaim, now: number): Failure | undefined {
    if (verify === undefined) return undefined;
    const prove = (deviceSecret: string) =>
      checkWithKeys(child.product, now, ({ productSecret, accessKey: productAccessKey }) =>
        verify({ deviceSecret, productSecret, productAccessKey }),
      );
    const { credentials } = this.options;
    return credentials ? credentials.proofs.check(child, prove).failure : prove(child.deviceSecret);
  }

  #mayRegister(gateway: DeviceSource, child: Device): Failure | undefined {
    if (child.product.nodeType !== "sub")
      return failure("not_a_sub_device", { device: deviceKey(child.productKey, child.deviceName) });
    const isOwn = this.options.topology.gatewayOf(child) === gateway.device;
    if (child.activatedAt !== undefined && !isOwn)
      return failure("already_activated", { deviceName: child.deviceName });
    return barrierOf(child);
  }

  #findForLogin(gateway: DeviceSource, claim: ChildClaim, isCreating: boolean): Result<Device, Failure> {
    const known = this.#find(gateway, claim);
    if (known) return ok(known);
    const productKey = claim.productKey ?? gateway.device.product.childProductKey;
    if (!isCreating || productKey === null) return err(this.#explainUnknown(claim));
    // Before it is created: one that could not be bound would only be left behind.
    if (this.options.topology.childrenOf(gateway.device).length >= CHILDREN_PER_GATEWAY) {
      const limit = { gateway: keyOf(gateway), limit: CHILDREN_PER_GATEWAY };
      return err(failure("too_many_children", limit));
    }
    return this.#create(gateway, productKey, claim.deviceName);
  }

  #find(gateway: DeviceSource, { productKey, deviceName }: ChildName): Device | undefined {
    const { devices, topology } = this.options;
    if (productKey !== undefined) return devices.find(productKey, deviceName);
    const bound = topology.childOf(gateway.device, { productKey, deviceName });
    const home = gateway.device.product.childProductKey;
    return bound ?? (home === null ? undefined : devices.find(home, deviceName));
  }

  #create(gateway: DeviceSource, productKey: string, deviceName: string): Result<Device, Failure> {
    const product = this.options.products.find(productKey);
    if (!product) return err(failure("unknown_product", { productKey }));
    if (product.nodeType !== "sub")
      return err(failure("not_a_sub_device", { device: deviceKey(productKey, deviceName) }));
    if (!DEVICE_NAME_PATTERN.test(deviceName))
      return err(failure("device_name_invalid", { deviceName: deviceName.slice(0, 64) }));
    // A person deleted it: its gateway does not bring it back.
    if (this.options.devices.isInTrash(productKey, deviceName)) return err(failure("device_deleted"));
    const wait = spendCreation(gateway);
    if (wait) return err(wait);
    return ok(this.options.devices.create({ productKey, deviceName }, gateway.via.dialect.name));
  }

  #explainUnknown({ productKey, deviceName }: ChildName): Failure {
    if (productKey !== undefined && !this.options.products.find(productKey))
      return failure("unknown_product", { productKey });
    if (productKey !== undefined && this.options.devices.isInTrash(productKey, deviceName))
      return failure("device_deleted");
    return failure("unknown_device", { productKey: productKey ?? "", deviceName });
  }

  /** Why the child cannot log in through the gateway; where unknown ones are created, free ones are bound too. */
  #join(gateway: DeviceSource, child: Device, isCreating: boolean): Failure | undefined {
    const { topology } = this.options;
    const bound = topology.gatewayOf(child);
    if (bound === gateway.device) return undefined;
    const isHome = child.productKey === gateway.device.product.childProductKey;
    if (bound || !isCreating || !isHome) return notBound(gateway.device, child);
    const claims = [{ child, isProven: false }];
    return this.#act(() => topology.bind(gateway.device, claims, gateway.via.dialect.name))[0];
  }

  #isLoggedIn(gateway: DeviceSource, child: Device): boolean {
    const { session } = gateway;
    return session !== undefined && this.options.sessions.find(child.id)?.gateway === session;
  }

  #openSession(gateway: DeviceSource, child: Device): Result<Device, Failure> {
    const { session, protocol, dialect } = gateway;
    const { id: deviceId, productKey, deviceName } = child;
    const peer = { deviceId, productKey, deviceName, protocol, dialect };
    const opened = session && this.options.sessions.openChild(peer, session, makeChildLink(session.link));
    return opened ? ok(child) : err(notOnline(gateway, child));
  }

  #closeSession(gateway: DeviceSource, child: Device, reason: string): void {
    const session = this.options.sessions.find(child.id);
    if (session && session.gateway === gateway.session) this.options.sessions.close(session, reason);
  }

  #act<T>(change: () => T): T {
    this.isActing = true;
    try {
      return change();
    } finally {
      this.isActing = false;
    }
  }
}

/** Each creation is a commit of its own, and a message can name thousands: undefined while the gateway has some left. */
function spendCreation(gateway: DeviceSource): Failure | undefined {
  const { creations, recvTs } = gateway;
  const ageMs = recvTs - creations.sinceMs;
  if (ageMs >= CREATION_WINDOW_MS || ageMs < 0) {
    creations.sinceMs = recvTs;
    creations.count = 0;
  }
  creations.count += 1;
  if (creations.count <= CREATIONS_PER_WINDOW) return undefined;
  return failure("rate_limited", { retryAfterS: Math.ceil((CREATION_WINDOW_MS - ageMs) / 1_000) });
}

/** A child is reached through its gateway's link, and has none of its own that could be closed. */
function makeChildLink(link: SessionLink): SessionLink {
  const deliver: SessionLink["deliver"] = (topic, payload, options) => link.deliver(topic, payload, options);
  return { address: link.address, deliver, close() {} };
}

/** Why the product's devices may not register at `now`, UTC ms. */
function closedFor(
  { productKey, registration, registrationUntil: until }: Product,
  now: number,
): Failure | undefined {
  if (registration === "off") return failure("registration_off", { productKey });
  if (until === null || now < until) return undefined;
  return failure("registration_closed", { productKey, until: new Date(until).toISOString() });
}

function barrierOf({ product, isEnabled }: Device): Failure | undefined {
  if (!product.isEnabled) return failure("product_disabled");
  return isEnabled ? undefined : failure("device_disabled");
}

function keyOf({ productKey, deviceName }: { productKey: string; deviceName: string }): string {
  return deviceKey(productKey, deviceName);
}

function notOnline(gateway: DeviceSource, child: Device): Failure {
  return failure("child_not_online", { device: keyOf(child), gateway: keyOf(gateway) });
}

function resultOf(name: ChildName, child: Device | undefined, why: Failure | undefined): ChildResult {
  return {
    productKey: child?.productKey ?? name.productKey ?? "",
    deviceName: name.deviceName,
    deviceId: child?.id ?? 0,
    deviceSecret: child?.deviceSecret ?? "",
    failure: why,
  };
}
