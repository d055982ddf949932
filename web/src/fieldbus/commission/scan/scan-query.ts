// How far the scan of a link is; it is asked again while it goes on.

import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { queryClient } from "../../../queries.ts";
import type { Scan, ScanRequest } from "../../contract.ts";
import { fieldbusCalls } from "../../fieldbus-calls.ts";

export const isRunning = (scan: Scan | undefined) => scan?.state === "running";

export const scanQuery = (linkId: number) =>
  queryOptions({
    queryKey: ["links", "scan", linkId],
    queryFn: () => fieldbusCalls.scan(linkId),
    refetchInterval: (query) => (isRunning(query.state.data) ? 700 : false),
  });

export function useScan(linkId: number) {
  const scan = useQuery(scanQuery(linkId));
  const renew = () => queryClient.invalidateQueries({ queryKey: scanQuery(linkId).queryKey });
  const start = useMutation({
    mutationFn: (request: ScanRequest) => fieldbusCalls.startScan(linkId, request),
    onSuccess: renew,
  });
  const stop = useMutation({ mutationFn: () => fieldbusCalls.stopScan(linkId), onSettled: renew });
  return { scan, start, stop };
}
