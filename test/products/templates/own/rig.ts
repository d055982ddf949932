// Templates of people's own over products in memory, with a press that has a register map.

import { openDatabase } from "../../../../src/db/db.ts";
import { openProducts } from "../../../../src/products/products.ts";
import { openRegisterMaps } from "../../../../src/products/registers/register-maps.ts";
import { openOwnTemplates } from "../../../../src/products/templates/own/own-templates.ts";
import { templateRoutes } from "../../../../src/products/templates/routes.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../../../harness/room-api.ts";
import { FULL, MODEL } from "../../registers/rig.ts";

const LIMITS = { count: 4, bytes: 64_000, allBytes: 100_000 };

export function makeGalleryRig() {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  const products = openProducts({ db, clock });
  const registerMaps = openRegisterMaps({ db, clock, products });
  const ownTemplates = openOwnTemplates({ db, clock, limits: LIMITS });
  const sections = [registerMaps.section];
  const { audit, entries } = makeAuditLog();
  const deps = { db, clock, products, registerMaps, ownTemplates, sections, audit };
  const client = makeApiClient(templateRoutes(deps));
  products.create(
    {
      ...{ productKey: "press", name: "Press", description: "Of hall B", productSecret: "hush" },
      ...{ validation: "strict", dialects: ["plain"], registration: "open", model: MODEL },
    },
    "ann",
  );
  registerMaps.set("press", { ...FULL, sources: [{ title: "Manual" }], isVerified: true }, "ann");
  return { ...deps, entries, ...client };
}

export const SAVE = {
  productKey: "press",
  name: "Press 40 t",
  family: "machine",
  maker: "Müller",
  makerModel: "P40",
  note: "Terminals 3 and 4",
};

/** The body of an answer, as an object. */
export const bodyOf = async (answer: Promise<{ body: unknown }>) =>
  (await answer).body as Record<string, unknown> & { id: string };
