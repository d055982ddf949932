// How to connect this very device: its credentials and programs that run as they are pasted.

import { Select, SimpleGrid, Stack, Tabs } from "@mantine/core";
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
import type { Credentials, Device, ListenerState, LoginDialect } from "../contract.ts";
import { TopicTables } from "../products/topic-tables.tsx";
import { queries } from "../queries.ts";
import { DeviceCertificate } from "./device-certificate.tsx";
import { FirstContact } from "./first-contact.tsx";
import { cSnippet } from "./snippets/c.ts";
import { type Connection, readSign, reportOf, sampleParams } from "./snippets/connection.ts";
import { mosquittoSnippet } from "./snippets/mosquitto.ts";
import { nodeSnippet } from "./snippets/node.ts";
import { pythonSnippet } from "./snippets/python.ts";

/** Programs sign and report as plain and Alink do; for the others the shell's one line shows the form. */
const SNIPPETS = [
  ["mosquitto_pub", mosquittoSnippet],
  ["Python", pythonSnippet],
  ["Node.js", nodeSnippet],
  ["C", cSnippet],
] as const;
const DIALECTS: readonly { readonly value: LoginDialect; readonly label: string | undefined }[] = [
  { value: "plain", label: undefined },
  { value: "alink", label: "Alink" },
  { value: "onenet", label: "OneNET" },
  { value: "thingsboard", label: "ThingsBoard" },
  { value: "jetlinks", label: "JetLinks" },
  { value: "yudao", label: "yudao" },
];

/** The port of the open MQTT listener; a failed or encrypted one only when there is no other. */
function mqttPort(listeners: readonly ListenerState[] | undefined): number {
  const mqtt = (listeners ?? []).filter(({ name }) => name === "mqtt" || name === "mqtts");
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
      <CopyField
        label={t("connect.username")}
        value={connection.login.username}
        isSecret={connection.login.username === connection.deviceSecret}
      />
      {connection.login.password !== "" && (
        <CopyField label={t("connect.password")} value={connection.login.password} isSecret />
      )}
      <CopyField label={t("connect.topic")} value={connection.topic} />
      <CopyField label={t("connect.deviceSecret")} value={connection.deviceSecret} isSecret />
    </SimpleGrid>
  );
}

function useConnection(credentials: Credentials, dialect: LoginDialect, host: string): Connection {
  const { productKey, deviceName, deviceSecret } = credentials;
  const listeners = useQuery(queries.listeners());
  const model = useQuery(queries.model(productKey));
  const login = credentials.mqtt[dialect] ?? credentials.mqtt.plain;
  return {
    host,
    port: mqttPort(listeners.data?.items),
    productKey,
    deviceName,
    deviceSecret,
    login,
    sign: dialect === "alink" ? readSign(login.clientId, productKey, deviceName) : undefined,
    ...reportOf(dialect, { productKey, deviceName }, sampleParams(model.data)),
  };
}

function Guide({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const [dialect, setDialect] = useState<LoginDialect>("plain");
  const [host, setHost] = useState(credentials.mqtt.host ?? window.location.hostname);
  const connection = useConnection(credentials, dialect, host);
  const snippets = dialect === "plain" || dialect === "alink" ? SNIPPETS : SNIPPETS.slice(0, 1);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Select
          label={t("connect.dialect")}
          value={dialect}
          onChange={(value) => setDialect(DIALECTS.find((one) => one.value === value)?.value ?? dialect)}
          data={DIALECTS.filter(({ value }) => credentials.mqtt[value] !== null).map(({ value, label }) => ({
            value,
            label: label ?? t("connect.plain"),
          }))}
          description={t(`connect.note.${dialect}`)}
          inputWrapperOrder={["label", "input", "description"]}
        />
        <HostChoice host={host} onChange={setHost} />
      </SimpleGrid>
      <Logins key={`logins ${dialect}`} connection={connection} />
      <Tabs key={`programs ${dialect}`} defaultValue="mosquitto_pub" keepMounted={false} variant="outline">
        <Tabs.List>
          {snippets.map(([name]) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(([name, write]) => (
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
      <DeviceCertificate deviceKey={device} />
      <details className="more">
        <summary>{t("connect.allTopics")}</summary>
        <div>
          <TopicTables productKey={device.productKey} deviceName={device.deviceName} />
        </div>
      </details>
    </Stack>
  );
}
