// Bringing back what was just deleted, by name.

import { type DeletedDevice, trashCalls } from "../device-calls.ts";

/** Most that one request restores, and one page of the trash holds. */
const AT_ONCE = 200;

/** The newest entry of each name: a name may have been deleted before. */
export function newestOf(
  entries: readonly DeletedDevice[],
  keys: ReadonlySet<string>,
): readonly DeletedDevice[] {
  const found = new Map<string, DeletedDevice>();
  for (const entry of entries) {
    const key = `${entry.productKey}/${entry.deviceName}`;
    if (keys.has(key) && !found.has(key)) found.set(key, entry);
  }
  return [...found.values()];
}

/** Restores at most 200 devices by `productKey/deviceName`; resolves to how many came back. */
export async function restoreByName(keys: readonly string[]): Promise<number> {
  const wanted = new Set(keys);
  const entries: DeletedDevice[] = [];
  let cursor: string | null = null;
  // Others may delete meanwhile: a second page, but not the whole trash.
  for (let page = 0; page < 3; page++) {
    const listing: Awaited<ReturnType<typeof trashCalls.list>> = await trashCalls.list({
      limit: AT_ONCE,
      cursor,
    });
    entries.push(...listing.items);
    cursor = listing.nextCursor;
    if (cursor === null || newestOf(entries, wanted).length === wanted.size) break;
  }
  const ids = newestOf(entries, wanted).map(({ id }) => id);
  return ids.length === 0 ? 0 : (await trashCalls.act("restore", ids.slice(0, AT_ONCE))).done;
}
