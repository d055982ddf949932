import type { ApplyReport } from "../devices/devices.ts";
import { err, ok, type Result } from "../spine/result.ts";
import { callGantry } from "./local-call.ts";

export interface RemoteApply {
  /** Address of the Gantry: `http://host:port`. */
  readonly server: string;
  readonly user: string;
  readonly password?: string | undefined;
  /** The document, JSON or YAML. */
  readonly text: string;
  readonly isDryRun: boolean;
}

/** What a problem+json answer says to a person. */
interface Problem {
  readonly detail?: string;
  readonly title?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Applies the document through the API of a running Gantry: signs in, applies, signs out. */
export async function applyRemotely(request: RemoteApply): Promise<Result<ApplyReport, readonly string[]>> {
  const { server, user, password, text, isDryRun } = request;
  if (password === undefined) return err(["the password is missing: --password, or GANTRY_PASSWORD"]);
  if (!URL.canParse(server))
    return err([`--server ${server} is no address; it looks like http://127.0.0.1:8080`]);
  const { origin } = new URL(server);
  const api = `${origin}/openapi/v1`;
  try {
    const login = await callGantry(`${api}/session`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ username: user, password }),
    });
    if (!login.ok) return err(await problemsOf(login, `${server}: `));
    if ((await login.json().catch(() => undefined))?.user === null) {
      return err([
        `${server}: ${user} signs in with a second factor, which cannot be asked for here; name another`,
      ]);
    }
    const cookie = login.headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    const isJson = /^\s*[[{]/.test(text);
    const applied = await callGantry(`${api}/apply?dryRun=${isDryRun}`, {
      method: "POST",
      headers: { "content-type": isJson ? "application/json" : "application/yaml", origin, cookie },
      body: text,
    });
    const outcome = applied.ok
      ? ok((await applied.json()) as ApplyReport)
      : err(await problemsOf(applied, ""));
    await callGantry(`${api}/session`, { method: "DELETE", headers: { origin, cookie } });
    return outcome;
  } catch (error) {
    // fetch says "Unable to connect" and its kin; anything else would be ours.
    if (error instanceof Error && "code" in error) return err([`${server}: ${error.message}`]);
    throw error;
  }
}

async function problemsOf(response: Response, prefix: string): Promise<string[]> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  if (problem.errors !== undefined && problem.errors.length > 0) {
    return problem.errors.map(({ path, message }) => `${prefix}${path}: ${message}`);
  }
  return [`${prefix}${problem.detail ?? problem.title ?? `answered ${response.status}`}`];
}
