// What is wrong with logins as a whole, and where it is told.

import { type Diagnosis, openDiagnosis } from "../diagnosis/diagnosis.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import type { Stores } from "./stores.ts";

/** `tellers` is asked when there is something to tell; by then both are there. */
export function startDiagnosis(
  { devices, products }: Pick<Stores, "devices" | "products">,
  clock: Clock,
  tellers: () => { readonly ingest: Pick<Ingest, "refuse">; readonly sessions: Pick<Sessions, "find"> },
): Diagnosis {
  return openDiagnosis({
    ...{ clock, devices, products },
    report({ id, productKey, deviceName }, why) {
      const { ingest, sessions } = tellers();
      const session = sessions.find(id);
      const { protocol = "", dialect = "" } = session?.peer ?? {};
      const address = session?.link.address ?? "";
      ingest.refuse({ deviceId: id, productKey, deviceName, protocol, dialect, address }, why, "connect");
    },
  });
}
