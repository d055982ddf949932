// One Gantry as a broker for applications: a key that may publish and subscribe everything below `line/`.

import { join } from "node:path";
import type { ApiClient } from "../harness/api-client.ts";
import { type Gantry, type GantryOptions, startGantry } from "../harness/gantry.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

export interface Line extends AsyncDisposable {
  readonly gantry: Gantry;
  readonly api: ApiClient;
  readonly username: string;
  readonly password: string;
  /** The authority to trust, as PEM and as a file of it. */
  readonly ca: string;
  readonly caFile: string;
  /** Stops it, properly or not, and starts it again with what it kept; ports are others afterwards. */
  restart(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** The secret is given once, so the first start makes the key and later ones find it. */
export async function startLine(options: GantryOptions = {}): Promise<Line> {
  const folder = makeTempFolder("line");
  const dataDir = join(folder.path, "data");
  let gantry = await startGantry({ ...options, dataDir });
  let api = await gantry.signIn();
  const key = await api.post("/api-keys", { name: "line" });
  const { keyId, secret } = key.body;
  const rule = { effect: "allow", subjectKind: "key", subjectName: keyId, action: "both", pattern: "line/#" };
  const { status, body } = await api.post("/acl/rules", {
    ...rule,
    maxQos: 2,
    isRetainAllowed: true,
    notes: "",
  });
  if (status !== 201) throw new Error(`rule: ${status} ${JSON.stringify(body)}`);
  const ca = String((await api.get("/tls/ca.pem")).body);
  const caFile = join(folder.path, "ca.pem");
  await Bun.write(caFile, ca);
  return {
    get gantry() {
      return gantry;
    },
    get api() {
      return api;
    },
    ...{ username: keyId, password: secret, ca, caFile },
    async restart(signal = "SIGTERM") {
      await gantry.kill(signal);
      gantry = await startGantry({ ...options, dataDir });
      api = await gantry.signIn();
    },
    async [Symbol.asyncDispose]() {
      await gantry[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
