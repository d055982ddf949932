// The tree of groups and the saved views, as every page reads them.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { queryClient } from "../../queries.ts";
import { groupCalls, viewCalls } from "../device-calls.ts";
import { rootedTree } from "./tree.ts";

const REFRESH_MS = 15_000;

export const groupsQuery = () =>
  queryOptions({
    queryKey: ["groups"],
    queryFn: async () => {
      const tree = await groupCalls.tree();
      return { ...tree, items: rootedTree(tree.items) };
    },
    refetchInterval: REFRESH_MS,
  });
export const viewsQuery = () => queryOptions({ queryKey: ["device-views"], queryFn: viewCalls.all });

/** The path of a group by its id; undefined while the tree loads or where it is not there. */
export function useGroupPath(): (id: number | null | undefined) => string | undefined {
  const { data } = useQuery(groupsQuery());
  return (id) => data?.items.find((group) => group.id === id)?.path;
}

/** After a change to groups, views or to where devices stand. */
export async function refreshGroups(): Promise<void> {
  await Promise.all(
    ["groups", "device-views", "devices"].map((name) => queryClient.invalidateQueries({ queryKey: [name] })),
  );
}
