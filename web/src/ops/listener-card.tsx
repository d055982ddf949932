// One listener: where it listens, whether it does, what passed through, what it turned away.

import { Anchor, Badge, Group, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../base/copy.tsx";
import { useNow } from "../base/figure/clock.ts";
import { StateDot } from "../base/figure/state-badge.tsx";
import { Notice } from "../base/notice/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount, formatTime } from "../base/quantity.ts";
import type { EventLog, ListenerState } from "../contract.ts";
import { queries } from "../queries.ts";
import { cadenceText } from "./log/log-panels.tsx";
import { bytesText } from "./overview-lists.tsx";

const DAY_MS = 86_400_000;
/** Ours is renewed 30 days before its end. */
const WARN_DAYS = 21;
/** Whom a device or browser must trust to connect by TLS. */
const AUTHORITY_HREF = "/openapi/v1/tls/ca.pem";
/** MQTT over WebSocket: a client needs the path too. */
const WEB_SOCKETS: readonly string[] = ["mqtt-ws", "http-mqtt"];

function Refused({ refused }: { refused: ListenerState["refused"] }) {
  const { t } = useTranslation();
  const entries = Object.entries(refused).sort(([, a], [, b]) => b - a);
  if (entries.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t("ops.noneRefused")}
      </Text>
    );
  }
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {t("ops.refused")}
      </Text>
      <Group gap={6}>
        {entries.map(([code, count]) => (
          <span key={code} className="chip">
            <code>{code}</code> {formatCount(count)}
          </span>
        ))}
      </Group>
    </div>
  );
}

/** How long the certificate holds; in red when somebody has to do something about it. */
function Expiry() {
  const { t } = useTranslation();
  const { data: tls } = useQuery(queries.tls());
  const now = useNow();
  if (tls === undefined || tls.expiresAt === null) return null;
  const days = Math.floor((tls.expiresAt - now) / DAY_MS);
  return (
    <Text size="xs" c={days < WARN_DAYS ? "red" : "dimmed"} title={formatTime(tls.expiresAt)}>
      {days < 0 ? t("ops.certificateExpired") : t("ops.certificateDays", { count: days })}
    </Text>
  );
}

export function ListenerCard({ listener, log }: { listener: ListenerState; log: EventLog | undefined }) {
  const { t } = useTranslation();
  const cadence = log?.cadences[listener.protocol];
  const isUp = listener.status === "listening";
  const address = `${listener.host.includes(":") ? `[${listener.host}]` : listener.host}:${listener.port}`;
  const isWebSocket = WEB_SOCKETS.includes(listener.name);
  const scheme = isWebSocket ? (listener.isTls ? "wss" : "ws") : listener.protocol;
  const place = isWebSocket ? `${scheme}://${address}/mqtt` : address;
  const figures = [
    [t("ops.connections"), formatCount(listener.connections)],
    [t("ops.connectionsTotal"), formatCount(listener.connectionsTotal)],
    [t("ops.messagesIn"), formatCount(listener.messagesIn)],
    [t("ops.messagesOut"), formatCount(listener.messagesOut)],
    [t("ops.bytesIn"), bytesText(listener.bytesIn, listener.messagesIn)],
    [t("ops.bytesOut"), bytesText(listener.bytesOut, listener.messagesOut)],
  ] as const;
  // HTTP counts requests and no bytes.
  const known = figures.filter(([, value]) => value !== "–");
  return (
    <Panel
      title={listener.name}
      actions={
        <Badge
          variant="default"
          className="state-badge"
          leftSection={<StateDot state={isUp ? "ok" : "failed"} />}
        >
          {isUp ? t("ops.listening") : t("ops.failed")}
        </Badge>
      }
    >
      <Group gap={6} mb="xs">
        <Text size="sm" ff="monospace">
          {isWebSocket ? place : `${scheme} ${address}`}
        </Text>
        {listener.isTls && <IconLock size={14} aria-label="TLS" />}
        <CopyIcon text={place} label={place} />
      </Group>
      {listener.isTls && isUp && <Expiry />}
      {listener.isTls && isUp && (
        <Anchor href={AUTHORITY_HREF} download size="xs" mb="xs" display="inline-block">
          {t("ops.authority")}
        </Anchor>
      )}
      {!isUp && <Notice tone="bad">{listener.error}</Notice>}
      <dl className="figures">
        {known.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {log !== undefined && cadence !== undefined && (
        <Text size="xs" c="dimmed" mb="xs" title={t("eventLog.cadenceNote")}>
          {t("eventLog.cadence")}: {cadenceText(cadence, log.commitGapMs, t)}
        </Text>
      )}
      <Refused refused={listener.refused} />
    </Panel>
  );
}
