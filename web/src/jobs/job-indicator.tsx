// A small sign in the frame while long work is under way, and the way to it.

import { ActionIcon, Loader, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { jobCalls } from "./job-calls.ts";

const REFRESH_MS = 5_000;

export function JobIndicator() {
  const { t } = useTranslation();
  const running = useQuery({
    queryKey: ["jobs", "running"],
    queryFn: () => jobCalls.list({ state: "running", limit: 1 }),
    refetchInterval: REFRESH_MS,
  });
  const job = running.data?.items[0];
  if (job === undefined) return null;
  return (
    <Tooltip label={`${t("job.running")}: ${job.title}`}>
      <ActionIcon size="lg" component={Link} href="/operations/jobs" aria-label={t("job.running")}>
        <Loader size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
