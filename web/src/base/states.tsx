// What a page shows before, instead of, or around its content: waiting, failed, empty.

import { Button, Code, Group, Skeleton, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconMapQuestion, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../call.ts";
import { Notice } from "./notice/notice.tsx";
import { problemText } from "./notice/problem.ts";

export function Waiting({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" p="md" role="status" aria-label={t("word.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={row} height={18} width={`${92 - ((row * 17) % 40)}%`} radius="sm" />
      ))}
    </Stack>
  );
}

/** More than this nobody reads at once. */
const SHOWN_ERRORS = 12;

function FieldProblems({ errors }: { errors: ApiError["errors"] }) {
  return (
    <ul className="field-problems">
      {errors.slice(0, SHOWN_ERRORS).map((one) => (
        <li key={`${one.path} ${one.message}`}>
          <Code>{one.path}</Code> {one.message}
        </li>
      ))}
      {errors.length > SHOWN_ERRORS && <li>… +{errors.length - SHOWN_ERRORS}</li>}
    </ul>
  );
}

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof ApiError ? error : undefined;
  const Icon = problem?.status === 0 ? IconPlugConnectedX : IconAlertTriangle;
  // What is gone is no failure of anybody, and asking again does not bring it back.
  if (problem?.status === 404) {
    return (
      <Empty icon={<IconMapQuestion size={24} />} title={t("problem.gone")} text={problemText(error, t)} />
    );
  }
  return (
    <Notice tone="bad" icon={<Icon size={18} />} title={t("problem.title")} className="failed">
      <Stack gap="xs">
        <Text size="sm">{problemText(error, t)}</Text>
        {problem && problem.errors.length > 1 && <FieldProblems errors={problem.errors} />}
        {problem && (
          <Group gap="xs">
            <Code>{problem.code}</Code>
            {problem.requestId && (
              <Text size="xs">
                {t("problem.request")} <Code>{problem.requestId}</Code>
              </Text>
            )}
          </Group>
        )}
        {onRetry && (
          <div>
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              {t("word.retry")}
            </Button>
          </div>
        )}
      </Stack>
    </Notice>
  );
}

interface EmptyProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ icon, title, text, action }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={40} px="md" className="empty">
      <ThemeIcon size={44} radius="xl" variant="light" color="gray">
        {icon}
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      {text && (
        <Text size="sm" c="dimmed" ta="center" maw={460}>
          {text}
        </Text>
      )}
      {action}
    </Stack>
  );
}

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly waiting?: ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** A query's three states; a failed refresh keeps what was shown before. */
export function Loaded<T>({ query, waiting, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <>{waiting ?? <Waiting />}</>;
}
