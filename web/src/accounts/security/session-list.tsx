// Where a person is signed in, and signing out there from here.

import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import type { User } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { securityApi } from "./api.ts";
import type { SignedInSession } from "./contract.ts";

function useSessions(userId: User["id"] | undefined) {
  const queryKey = ["sessions", userId ?? "own"];
  const query = useQuery({ queryKey, queryFn: () => securityApi.sessions(userId), refetchInterval: 30_000 });
  const { t } = useTranslation();
  const onError = (error: unknown) => toastProblem(error, t);
  const refresh = () => queryClient.invalidateQueries({ queryKey });
  const end = useMutation({
    mutationFn: (id: string) => securityApi.endSession(id, userId),
    onSuccess: () => {
      toastDone(t("session.ended"));
      return refresh();
    },
    onError,
  });
  const endAll = useMutation({
    mutationFn: () => securityApi.endSessions(userId),
    onSuccess: ({ ended }) => {
      toastDone(t("session.endedAll", { count: ended }));
      return refresh();
    },
    onError,
  });
  return { query, end, endAll };
}

function SessionRow({ session, onEnd }: { session: SignedInSession; onEnd: (id: string) => void }) {
  const { t } = useTranslation();
  const { browser, system, address, via, createdAt, seenAt, isCurrent } = session;
  const name = [browser, system].filter(Boolean).join(", ") || t("session.unknown");
  return (
    <Group component="li" justify="space-between" gap="sm" className="credential-row">
      <div className="grow">
        <Group gap={6}>
          <Text size="sm" fw={550}>
            {name}
          </Text>
          {isCurrent && (
            <Badge size="xs" variant="light">
              {t("session.current")}
            </Badge>
          )}
          {via !== "password" && (
            <Badge size="xs" variant="default">
              {t(`session.${via}`)}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" title={formatTime(createdAt)}>
          <span className="mono">{address || "–"}</span>
          {" · "}
          {t("session.since", { time: formatTime(createdAt) })}
          {" · "}
          {t("session.seen")} <Ago ts={seenAt} size="xs" />
        </Text>
      </div>
      {!isCurrent && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("session.endName", { name: `${name} ${address}` })}
          onClick={() => onEnd(session.id)}
        >
          {t("session.end")}
        </Button>
      )}
    </Group>
  );
}

/** The sessions of a user, or one's own; the button to end them all below. */
function SessionList({ userId }: { userId?: User["id"] }) {
  const { t } = useTranslation();
  const { query, end, endAll } = useSessions(userId);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Loaded query={query}>
      {({ items }) => (
        <Stack gap="sm">
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("session.none")}
            </Text>
          ) : (
            <ul className="credential-list">
              {items.map((session) => (
                <SessionRow key={session.id} session={session} onEnd={(id) => end.mutate(id)} />
              ))}
            </ul>
          )}
          {items.some(({ isCurrent }) => !isCurrent) && (
            <div>
              <Button size="xs" variant="default" color="red" onClick={() => setIsAsking(true)}>
                {t(userId === undefined ? "session.endOthers" : "session.endAll")}
              </Button>
            </div>
          )}
          <Confirm
            isOpen={isAsking}
            title={t(userId === undefined ? "session.endOthers" : "session.endAll")}
            text={t("session.endAllText")}
            confirmLabel={t("session.end")}
            isBusy={endAll.isPending}
            onClose={() => setIsAsking(false)}
            onConfirm={() => endAll.mutate(undefined, { onSettled: () => setIsAsking(false) })}
          />
        </Stack>
      )}
    </Loaded>
  );
}

export function OwnSessions() {
  const { t } = useTranslation();
  return (
    <Panel title={t("session.title")} note={t("session.note")}>
      <SessionList />
    </Panel>
  );
}

export function UserSessions({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={user !== undefined}
      onClose={onClose}
      title={t("session.titleOf", { name: user?.username ?? "" })}
      closeButtonProps={{ "aria-label": t("word.close") }}
      size="lg"
    >
      {user && <SessionList userId={user.id} />}
    </Modal>
  );
}
