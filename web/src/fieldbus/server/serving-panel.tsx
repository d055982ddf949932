// How registers are served, in a few facts, and how each serial line does.

import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatCount } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { reasonWords } from "../link-words.ts";
import type { ModbusServer, ServedPort } from "./server-calls.ts";

const DOTS = { listening: "ok", failed: "failed", off: "disabled" } as const;

function Port({ port }: { port: ServedPort }) {
  const { t } = useTranslation();
  const { path, state, error, answered, refused, garbled, lastRequestAt } = port;
  return (
    <li>
      <Group gap={8} wrap="nowrap" align="baseline">
        <StateDot state={DOTS[state]} />
        <div>
          <Text size="sm" ff="monospace" className="break">
            {path}
          </Text>
          {error !== null && (
            <Text size="xs" c="var(--bad)">
              {reasonWords(error, t)}
            </Text>
          )}
          {state === "listening" && (
            <Text size="xs" c="dimmed">
              {t("served.portCounts", {
                answered: formatCount(answered),
                refused: formatCount(refused),
                garbled: formatCount(garbled),
              })}{" "}
              {lastRequestAt === null ? t("served.neverAsked") : <Ago ts={lastRequestAt} size="xs" />}
            </Text>
          )}
        </div>
      </Group>
    </li>
  );
}

export function ServingPanel({ server, onChange }: { server: ModbusServer; onChange: () => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const { settings, ports, listener, writes } = server;
  const turnedAway = listener.turnedAway.address + listener.turnedAway.number;
  const facts = [
    [
      t("served.allowed"),
      settings.allowed.length === 0 ? t("served.everybody") : settings.allowed.join(", "),
    ],
    [t("served.missing"), t(`served.missingAs.${settings.missing}`)],
    [t("served.stale"), t(`served.staleAs.${settings.stale}`)],
    [t("served.writeAnswer"), t(`served.writeAs.${settings.writeAnswer}`)],
    [t("served.writes"), t(`served.writesAs.${settings.writes}`)],
    [t("served.readOnly"), t(`served.readOnlyAs.${settings.readOnly}`)],
    [
      t("served.written"),
      writes.commands + writes.unchanged + writes.readOnly === 0
        ? undefined
        : t("served.writtenCounts", {
            commands: formatCount(writes.commands),
            unchanged: formatCount(writes.unchanged),
            readOnly: formatCount(writes.readOnly),
          }),
    ],
    [t("served.turnedAway"), turnedAway === 0 ? undefined : formatCount(turnedAway)],
  ] as const;
  return (
    <Panel
      title={t("served.title")}
      actions={
        mayWrite && (
          <Button size="xs" variant="default" onClick={onChange}>
            {t("word.change")}
          </Button>
        )
      }
    >
      <dl className="register-facts">
        {facts.map(
          ([label, value]) =>
            value !== undefined && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {ports.length > 0 && (
        <ul className="bare-list served-ports" aria-label={t("served.ports")}>
          {ports.map((port) => (
            <Port key={port.path} port={port} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
