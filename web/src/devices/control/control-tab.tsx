// Telling a device what to do: properties to set, services to call, and what became of it.

import { Group, Select, Stack, Text } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { useMay } from "../../base/role.ts";
import type { Device } from "../../contract.ts";
import { queries } from "../../queries.ts";
import { ServiceCall } from "./call-form.tsx";
import { CommandHistory } from "./command-history.tsx";
import { EXPIRES_S } from "./control-calls.ts";
import { PropertySet } from "./property-set.tsx";

function Terms({ expiresInS, onChange }: { expiresInS: number; onChange: (seconds: number) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Text size="sm" id="control-expiry">
        {t("control.whenOffline")}
      </Text>
      <Select
        size="xs"
        aria-labelledby="control-expiry"
        value={String(expiresInS)}
        onChange={(value) => onChange(Number(value))}
        data={EXPIRES_S.map((seconds) => ({
          value: String(seconds),
          label: t(`control.expires.${seconds}`),
        }))}
        allowDeselect={false}
      />
    </Group>
  );
}

export function ControlTab({ device }: { device: Device }) {
  const { t } = useTranslation();
  const mayOperate = useMay("commands", "command");
  const model = useQuery(queries.model(device.productKey));
  const [expiresInS, setExpires] = useState<number>(86_400);
  const isOnline = device.state === "online" || device.state === "stale";
  const sending = { terms: { expiresInS, isOnline } };
  return (
    <Stack gap="md">
      {mayOperate && !isOnline && (
        <Notice tone="warn" icon={<IconClockPause size={18} />}>
          {t("control.offline")}
        </Notice>
      )}
      {mayOperate && <Terms expiresInS={expiresInS} onChange={setExpires} />}
      {mayOperate && model.data && (
        <>
          <PropertySet device={device} properties={model.data.properties} sending={sending} />
          <ServiceCall device={device} services={model.data.services} sending={sending} />
        </>
      )}
      <CommandHistory device={device} model={model.data} />
    </Stack>
  );
}
