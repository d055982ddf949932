// Who is connected to our Modbus server, and what of his requests was refused.

import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { formatCount } from "../../base/quantity.ts";
import type { ModbusServer } from "./server-calls.ts";

type ServedClient = ModbusServer["clients"][number];
const CODES = ["01", "02", "03", "04", "05", "06", "0A", "0B"] as const;

function Client({ client }: { client: ServedClient }) {
  const { t } = useTranslation();
  const { address, answered, refused, lastException, lastRequestAt } = client;
  const code = lastException === null ? undefined : lastException.toString(16).toUpperCase().padStart(2, "0");
  const known = CODES.find((one) => one === code);
  return (
    <li>
      <Group gap={8} wrap="nowrap" align="baseline">
        <StateDot state={refused > 0 && answered === 0 ? "failed" : "ok"} />
        <div>
          <Text size="sm" ff="monospace" className="break">
            {address}
          </Text>
          <Text size="xs" c="dimmed">
            {t("served.clientCounts", { answered: formatCount(answered), refused: formatCount(refused) })}{" "}
            {lastRequestAt === null ? t("served.neverAsked") : <Ago ts={lastRequestAt} size="xs" />}
          </Text>
          {known !== undefined && (
            <Text size="xs" c="dimmed">
              {t("served.lastRefusal", { number: known, words: t(`served.refusal.${known}`) })}
            </Text>
          )}
        </div>
      </Group>
    </li>
  );
}

export function ClientList({ clients }: Pick<ModbusServer, "clients">) {
  const { t } = useTranslation();
  return (
    <ul className="bare-list" aria-label={t("served.clients")}>
      {clients.map((client) => (
        <Client key={client.address} client={client} />
      ))}
    </ul>
  );
}
