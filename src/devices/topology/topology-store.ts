import type { Db } from "../../db/db.ts";

/** SQL of bindings and tags. Throws DbError. */
export class TopologyStore {
  readonly #gatewayOf;
  readonly #childIds;
  readonly #bind;
  readonly #unbind;
  readonly #countByProduct;
  readonly #tags;
  readonly #setTag;
  readonly #removeTag;

  constructor({ sqlite }: Db) {
    this.#gatewayOf = sqlite.query<{ id: number }, [number]>(
      "SELECT gateway_id AS id FROM device_children WHERE child_id = ?",
    );
    this.#childIds = sqlite.query<{ id: number }, [number]>(
      "SELECT child_id AS id FROM device_children WHERE gateway_id = ? ORDER BY child_id",
    );
    this.#bind = sqlite.query(
      `INSERT INTO device_children(child_id, gateway_id, bound_at) VALUES (?1, ?2, ?3)
       ON CONFLICT(child_id) DO UPDATE SET gateway_id = ?2, bound_at = ?3`,
    );
    this.#unbind = sqlite.query("DELETE FROM device_children WHERE child_id = ?");
    this.#countByProduct = sqlite.query<{ count: number }, [string]>(
      `SELECT count(*) AS count FROM device_children, devices
       WHERE (devices.id = child_id OR devices.id = gateway_id) AND product_key = ?`,
    );
    this.#tags = sqlite.query<{ key: string; value: string }, [number]>(
      "SELECT key, value FROM device_tags WHERE device_id = ? ORDER BY key",
    );
    this.#setTag = sqlite.query(
      `INSERT INTO device_tags(device_id, key, value) VALUES (?1, ?2, ?3)
       ON CONFLICT(device_id, key) DO UPDATE SET value = ?3`,
    );
    this.#removeTag = sqlite.query("DELETE FROM device_tags WHERE device_id = ? AND key = ?");
  }

  gatewayIdOf(childId: number): number | undefined {
    return this.#gatewayOf.get(childId)?.id;
  }

  childIdsOf(gatewayId: number): number[] {
    return this.#childIds.all(gatewayId).map(({ id }) => id);
  }

  /** Takes the child away from another gateway where it was bound to one. */
  bind(childId: number, gatewayId: number, at: number): void {
    this.#bind.run(childId, gatewayId, at);
  }

  unbind(childId: number): void {
    this.#unbind.run(childId);
  }

  /** Bindings in which a device of the product has a part. */
  countByProduct(productKey: string): number {
    return this.#countByProduct.get(productKey)?.count ?? 0;
  }

  tagsOf(deviceId: number): Record<string, string> {
    return Object.fromEntries(this.#tags.all(deviceId).map(({ key, value }) => [key, value]));
  }

  setTag(deviceId: number, key: string, value: string): void {
    this.#setTag.run(deviceId, key, value);
  }

  removeTag(deviceId: number, key: string): void {
    this.#removeTag.run(deviceId, key);
  }
}
