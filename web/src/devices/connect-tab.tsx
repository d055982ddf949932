// How to connect this very device: its credentials and programs that run as they are pasted.

import { SegmentedControl, Select, SimpleGrid, Stack, Tabs, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../api.ts";
import { CodeBlock, CopyField } from "../base/copy.tsx";
import { Notice } from "../base/notice.tsx";
import { Panel } from "../base/panel.tsx";
import { useMay } from "../base/role.ts";
import { Loaded } from "../base/states.tsx";
import type { Credentials, Device, ListenerState } from "../contract.ts";
import { TopicTables } from "../products/topic-tables.tsx";
import { queries } from "../queries.ts";
import { FirstContact } from "./first-contact.tsx";
import { cSnippet } from "./snippets/c.ts";
import { type Connection, readSign, reportTopic, samplePayload } from "./snippets/connection.ts";
import { mosquittoSnippet } from "./snippets/mosquitto.ts";
import { nodeSnippet } from "./snippets/node.ts";
import { pythonSnippet } from "./snippets/python.ts";

const SNIPPETS = [
  ["mosquitto_pub", mosquittoSnippet],
  ["Python", pythonSnippet],
  ["Node.js", nodeSnippet],
  ["C", cSnippet],
] as const;
type Dialect = "plain" | "alink";

/** The port of the open MQTT listener; a failed or encrypted one only when there is no other. */
function mqttPort(listeners: readonly ListenerState[] | undefined): number {
  const mqtt = (listeners ?? []).filter((one) => one.protocol === "mqtt" || one.name === "mqtt");
  const best = mqtt.find((one) => one.status === "listening" && !one.isTls) ?? mqtt[0];
  return best?.port || 1883;
}

function HostChoice({ host, onChange }: { host: string; onChange: (host: string) => void }) {
  const { t } = useTranslation();
  const overview = useQuery({ ...queries.overview(), refetchInterval: false });
  const hosts = [...new Set([window.location.hostname, ...(overview.data?.server.hosts ?? [])])];
  const isLoopback = host === "localhost" || host.startsWith("127.");
  return (
    <Select
      label={t("connect.host")}
      value={host}
      onChange={(value) => value && onChange(value)}
      data={hosts}
      description={isLoopback ? t("connect.loopback") : t("connect.hostNote")}
      inputWrapperOrder={["label", "input", "description"]}
    />
  );
}

function Logins({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
      <CopyField label={t("connect.address")} value={`${connection.host}:${connection.port}`} />
      <CopyField label={t("connect.clientId")} value={connection.login.clientId} />
      <CopyField label={t("connect.username")} value={connection.login.username} />
      <CopyField label={t("connect.password")} value={connection.login.password} isSecret />
      <CopyField label={t("connect.topic")} value={connection.topic} />
      <CopyField label={t("connect.deviceSecret")} value={connection.deviceSecret} isSecret />
    </SimpleGrid>
  );
}

function useConnection(credentials: Credentials, dialect: Dialect, host: string): Connection {
  const { productKey, deviceName, deviceSecret } = credentials;
  const listeners = useQuery(queries.listeners());
  const model = useQuery(queries.model(productKey));
  const login = credentials.mqtt[dialect];
  return {
    host,
    port: mqttPort(listeners.data?.items),
    productKey,
    deviceName,
    deviceSecret,
    login,
    sign: dialect === "alink" ? readSign(login.clientId, productKey, deviceName) : undefined,
    topic: reportTopic(productKey, deviceName),
    payload: samplePayload(model.data),
  };
}

function Guide({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const [dialect, setDialect] = useState<Dialect>("plain");
  const [host, setHost] = useState(credentials.mqtt.host ?? window.location.hostname);
  const connection = useConnection(credentials, dialect, host);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Stack gap={4}>
          <Text size="sm" fw={500} id="dialect-label">
            {t("connect.dialect")}
          </Text>
          <SegmentedControl
            aria-labelledby="dialect-label"
            value={dialect}
            onChange={(value) => setDialect(value as Dialect)}
            data={[
              { value: "plain", label: t("connect.plain") },
              { value: "alink", label: "Alink" },
            ]}
          />
          <Text size="xs" c="dimmed">
            {t(`connect.note.${dialect}`)}
          </Text>
        </Stack>
        <HostChoice host={host} onChange={setHost} />
      </SimpleGrid>
      <Logins connection={connection} />
      <Tabs defaultValue="mosquitto_pub" keepMounted={false} variant="outline">
        <Tabs.List>
          {SNIPPETS.map(([name]) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SNIPPETS.map(([name, write]) => (
          <Tabs.Panel key={name} value={name} pt="xs">
            <CodeBlock code={write(connection)} label={name} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

/** Credentials and snippets of one device; a note instead for those who may not see secrets. */
export function ConnectGuide({ deviceKey }: { deviceKey: DeviceKey }) {
  const { t } = useTranslation();
  const maySee = useMay("developer");
  const credentials = useQuery({ ...queries.credentials(deviceKey), enabled: maySee });
  if (!maySee) {
    return (
      <Notice tone="idle" icon={<IconLock size={18} />}>
        {t("connect.notAllowed")}
      </Notice>
    );
  }
  return <Loaded query={credentials}>{(answer) => <Guide credentials={answer} />}</Loaded>;
}

export function ConnectTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <FirstContact device={device} />
      <Panel title={t("connect.title")} note={t("connect.lead")}>
        <ConnectGuide deviceKey={device} />
      </Panel>
      <details className="more">
        <summary>{t("connect.allTopics")}</summary>
        <div>
          <TopicTables productKey={device.productKey} deviceName={device.deviceName} />
        </div>
      </details>
    </Stack>
  );
}
