// Versions of thing models over products in memory, and a stand-in for what is stored of their devices.

import { openDatabase } from "../../../src/db/db.ts";
import { openProducts } from "../../../src/products/products.ts";
import { thingModelRoutes } from "../../../src/products/versions/routes.ts";
import { openModelVersions } from "../../../src/products/versions/versions.ts";
import { AppError } from "../../../src/spine/error.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";

export function makeVersionRig(stored: readonly string[] = []) {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  const products = openProducts({ db, clock });
  products.create({ productKey: "p1", name: "Press" }, "ann");
  const asked: unknown[] = [];
  const surveyed: (readonly string[])[] = [];
  const room = { isFull: false };
  const versions = openModelVersions({
    ...{ db, clock, products },
    series: {
      survey: async (productKeys) => void surveyed.push(productKeys),
      hasHistory: (_, identifier) => stored.includes(identifier),
      cutSeq: () => 42,
      separate: (row) => void asked.push(row),
      convert(change, actor) {
        if (room.isFull) throw new AppError("too_many_jobs", { limit: 1 });
        return asked.push({ ...change, actor });
      },
    },
  });
  const { audit, entries } = makeAuditLog();
  const client = makeApiClient(thingModelRoutes({ products, versions, audit }));
  return { db, clock, products, versions, asked, surveyed, entries, room, ...client };
}

export const number = (identifier: string, type = "int") => ({
  ...{ identifier, name: identifier, accessMode: "r" as const, required: false },
  dataType: { type },
});
