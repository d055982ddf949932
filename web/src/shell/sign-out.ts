import { api } from "../api.ts";
import { queryClient } from "../queries.ts";

/** Ends the session here even where the server cannot be asked, and forgets what was read in it. */
export async function signOut(): Promise<void> {
  await api.logout().catch(() => undefined);
  await queryClient.cancelQueries();
  queryClient.setQueryData(["session"], null);
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
}
