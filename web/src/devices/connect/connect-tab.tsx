// How to connect this very device: its credentials and programs that run as they are pasted.

import { Button, Group, Select, SimpleGrid, Stack, Tabs } from "@mantine/core";
import { IconDownload, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../../api.ts";
import { CodeBlock, CopyField } from "../../base/copy.tsx";
import { download } from "../../base/listing/download.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import type { Device } from "../../contract.ts";
import { TopicTables } from "../../products/topic-tables.tsx";
import { queries } from "../../queries.ts";
import { AllowList } from "../credentials/allow-list.tsx";
import type { AllCredentials } from "../credentials/credential-calls.ts";
import { CredentialsPanel } from "../credentials/credentials-panel.tsx";
import { DeviceCertificate } from "../credentials/device-certificate.tsx";
import { arduinoSnippet } from "../snippets/arduino.ts";
import { cSnippet } from "../snippets/c.ts";
import type { Connection } from "../snippets/connection.ts";
import { espIdfSnippet } from "../snippets/esp-idf.ts";
import { mosquittoSnippet } from "../snippets/mosquitto.ts";
import { mqttxSnippet } from "../snippets/mqttx.ts";
import { nodeSnippet } from "../snippets/node.ts";
import { pythonSnippet } from "../snippets/python.ts";
import { FirstContact } from "./first-contact.tsx";
import { QrButton } from "./qr-code.tsx";
import { CA_HREF, useConnection, useDoors } from "./use-connection.ts";
import { type Way, waysOf } from "./ways.ts";

const SNIPPETS = [
  ["mosquitto_pub", mosquittoSnippet],
  ["Python", pythonSnippet],
  ["Node.js", nodeSnippet],
  ["C", cSnippet],
  ["Arduino", arduinoSnippet],
  ["ESP-IDF", espIdfSnippet],
  ["MQTTX", mqttxSnippet],
] as const;

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
      allowDeselect={false}
      description={isLoopback ? t("connect.loopback") : t("connect.hostNote")}
      inputWrapperOrder={["label", "input", "description"]}
    />
  );
}

/** By which listener: in clear or by TLS, where both are open. */
function DoorChoice({ isTls, onChange }: { isTls: boolean; onChange: (isTls: boolean) => void }) {
  const { t } = useTranslation();
  const doors = useDoors();
  return (
    <Select
      label={t("credential.door")}
      value={isTls ? "tls" : "plain"}
      onChange={(value) => onChange(value === "tls")}
      data={[
        { value: "plain", label: t("credential.doorPlain", { port: doors.plain ?? 1883 }) },
        ...(doors.tls === undefined
          ? []
          : [{ value: "tls", label: t("credential.doorTls", { port: doors.tls }) }]),
      ]}
      allowDeselect={false}
      description={doors.tls === undefined ? t("credential.noTls") : t("credential.doorNote")}
      inputWrapperOrder={["label", "input", "description"]}
    />
  );
}

function Values({ connection, way }: { connection: Connection; way: Way }) {
  const { t } = useTranslation();
  const { login } = connection;
  const isUserSecret = way.dialect === "thingsboard" && login.password === "";
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
      <CopyField label={t("connect.address")} value={`${connection.host}:${connection.port}`} />
      <CopyField label={t("connect.clientId")} value={login.clientId} />
      <CopyField label={t("connect.username")} value={login.username} isSecret={isUserSecret} />
      {login.password !== "" && <CopyField label={t("connect.password")} value={login.password} isSecret />}
      <CopyField label={t("connect.topic")} value={connection.topic} />
      {way.other === undefined && (
        <CopyField label={t("connect.deviceSecret")} value={connection.deviceSecret} isSecret />
      )}
    </SimpleGrid>
  );
}

function Programs({ connection, way }: { connection: Connection; way: Way }) {
  const { t } = useTranslation();
  // JetLinks' password holds for five minutes: only what is pasted at once is of use.
  const snippets = way.dialect === "jetlinks" ? SNIPPETS.slice(0, 1) : SNIPPETS;
  return (
    <Tabs key={`programs ${way.value}`} defaultValue="mosquitto_pub" keepMounted={false} variant="outline">
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
          {name === "MQTTX" && (
            <Button
              mt="xs"
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={() =>
                download(`${connection.deviceName}.mqttx.json`, write(connection), "application/json")
              }
            >
              {t("credential.mqttx")}
            </Button>
          )}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function labelOf({ value, other }: Way, t: TFunction): string {
  const names = {
    alink: "Alink",
    onenet: "OneNET",
    thingsboard: "ThingsBoard",
    jetlinks: "JetLinks",
    yudao: "yudao",
  };
  if (other === undefined) return Reflect.get(names, value) ?? t("connect.plain");
  const name = other.name || (other.kind === "password" ? other.login.username : `#${other.id}`);
  return other.kind === "token" ? t("credential.wayToken", { name }) : t("credential.wayPassword", { name });
}

function Guide({ credentials, allowed }: { credentials: AllCredentials; allowed: readonly string[] | null }) {
  const { t } = useTranslation();
  const ways = waysOf(credentials, allowed);
  const [chosen, setChosen] = useState<string>();
  const [host, setHost] = useState(credentials.mqtt.host ?? window.location.hostname);
  const [isTls, setIsTls] = useState(false);
  const way = ways.find(({ value }) => value === chosen) ?? ways[0];
  const connection = useConnection(credentials, way, { host, isTls });
  if (way === undefined || connection === undefined)
    return <Notice tone="warn">{t("credential.noWay")}</Notice>;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        <Select
          label={t("connect.dialect")}
          value={way.value}
          onChange={(value) => value && setChosen(value)}
          data={ways.map((one) => ({ value: one.value, label: labelOf(one, t) }))}
          allowDeselect={false}
          description={
            way.other === undefined
              ? t(`connect.note.${way.dialect}`)
              : t(`credential.note.${way.other.kind}`)
          }
          inputWrapperOrder={["label", "input", "description"]}
        />
        <HostChoice host={host} onChange={setHost} />
        <DoorChoice isTls={connection.isTls} onChange={setIsTls} />
      </SimpleGrid>
      <Values key={`values ${way.value}`} connection={connection} way={way} />
      <Group gap="xs">
        <QrButton connection={connection} />
        {connection.isTls && (
          <Button
            component="a"
            href={CA_HREF}
            download="gantry-ca.pem"
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} />}
          >
            {t("credential.ca")}
          </Button>
        )}
      </Group>
      <Programs connection={connection} way={way} />
    </Stack>
  );
}

/** Credentials and snippets of one device; a note instead for those who may not see secrets. */
export function ConnectGuide({ deviceKey }: { deviceKey: DeviceKey }) {
  const { t } = useTranslation();
  const maySee = useMay("devices", "manage");
  const credentials = useQuery({ ...queries.credentials(deviceKey), enabled: maySee });
  const product = useQuery(queries.product(deviceKey.productKey));
  if (!maySee) {
    return (
      <Notice tone="idle" icon={<IconLock size={18} />}>
        {t("connect.notAllowed")}
      </Notice>
    );
  }
  return (
    <Loaded query={credentials}>
      {(answer) => <Guide credentials={answer} allowed={product.data?.dialects ?? null} />}
    </Loaded>
  );
}

export function ConnectTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <FirstContact device={device} />
      <Panel title={t("connect.title")} note={t("connect.lead")}>
        <ConnectGuide deviceKey={device} />
      </Panel>
      <CredentialsPanel deviceKey={device} />
      <DeviceCertificate deviceKey={device} />
      <AllowList deviceKey={device} />
      <details className="more">
        <summary>{t("connect.allTopics")}</summary>
        <div>
          <TopicTables productKey={device.productKey} deviceName={device.deviceName} />
        </div>
      </details>
    </Stack>
  );
}
