import type { Product } from "../products/products.ts";
import type { DeviceRow, DeviceState } from "./registry/table.ts";

/**
 * A device of the registry. The object stays the same for as long as the process knows the device and its
 * fields follow every change, so sessions may hold on to it.
 */
export interface Device {
  /** Never reused, not even after the device was deleted. */
  readonly id: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  /** Nickname; may be empty. */
  readonly name: string;
  readonly notes: string;
  /** Its place in the tree of groups. */
  readonly groupId: number | null;
  /** Degrees, WGS 84. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Where it stands, in words. */
  readonly place: string;
  readonly isEnabled: boolean;
  /** True once the device was deleted: whoever still holds the object must let go. */
  readonly isDeleted: boolean;
  readonly product: Product;
  readonly state: DeviceState;
  /** UTC ms. */
  readonly stateSince: number;
  readonly stateReason: string;
  /** Remote address `ip:port` of the newest connection, or empty. */
  readonly address: string;
  /** When it first came online, UTC ms. */
  readonly activatedAt: number | undefined;
  /** UTC ms; in the database it may be up to a minute older. */
  readonly lastSeenAt: number | undefined;
  /** UTC ms. */
  readonly createdAt: number;
}

/** The live object behind Device. */
export class DeviceEntry implements Device {
  readonly id: number;
  readonly deviceName: string;
  readonly product: Product;
  readonly createdAt: number;
  deviceSecret: string;
  name: string;
  notes: string;
  groupId: number | null;
  latitude: number | null;
  longitude: number | null;
  place: string;
  isEnabled: boolean;
  isDeleted = false;
  state: DeviceState;
  stateSince: number;
  stateReason: string;
  address: string;
  activatedAt: number | undefined;
  lastSeenAt: number | undefined;
  /** `lastSeenAt` as the database has it, 0 for never. */
  storedSeenAt: number;

  constructor(row: DeviceRow, product: Product) {
    this.id = row.id;
    this.deviceName = row.deviceName;
    this.product = product;
    this.createdAt = row.createdAt;
    this.deviceSecret = row.deviceSecret;
    this.name = row.name;
    this.notes = row.notes;
    this.groupId = row.groupId;
    this.latitude = row.latitude;
    this.longitude = row.longitude;
    this.place = row.place;
    this.isEnabled = row.isEnabled;
    this.state = row.state;
    this.stateSince = row.stateSince;
    this.stateReason = row.stateReason;
    this.address = row.address;
    this.activatedAt = row.activatedAt ?? undefined;
    this.lastSeenAt = row.lastSeenAt ?? undefined;
    this.storedSeenAt = row.lastSeenAt ?? 0;
  }

  get productKey(): string {
    return this.product.productKey;
  }
}
