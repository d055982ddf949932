// On a device's page: which link it is on, and its registers as they are read.

import { Button, Stack } from "@mantine/core";
import { IconTopologyBus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DeviceKey } from "../../api.ts";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Empty, Loaded } from "../../base/states.tsx";
import type { FieldSlave } from "../contract.ts";
import { fieldbusQueries } from "../fieldbus-calls.ts";
import { PointTable } from "./point-table.tsx";
import { SlaveButtons, SlavePlace } from "./slave-place.tsx";

function Content({ device, slave }: { device: DeviceKey; slave: FieldSlave | null }) {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const buttons = mayWrite && <SlaveButtons device={device} slave={slave} />;
  if (slave === null)
    return (
      <Panel>
        <Empty
          icon={<IconTopologyBus size={24} />}
          title={t("fieldbus.notOnLink")}
          text={t("fieldbus.notOnLinkText")}
          action={buttons}
        />
      </Panel>
    );
  return (
    <Stack gap="md">
      <Panel title={t("fieldbus.link")} actions={buttons}>
        <SlavePlace slave={slave} />
      </Panel>
      <Panel title={t("register.tab")} note={t("fieldbus.pointsNote")} isFlush>
        <PointTable
          device={device}
          empty={{
            text: t("register.noneText"),
            action: (
              <Button
                component={Link}
                href={`/products/${encodeURIComponent(device.productKey)}/registers`}
                variant="default"
              >
                {t("fieldbus.openMap")}
              </Button>
            ),
          }}
        />
      </Panel>
    </Stack>
  );
}

export function RegistersTab({ device }: { device: DeviceKey }) {
  const slave = useQuery(fieldbusQueries.slaveOf(device));
  return <Loaded query={slave}>{(answer) => <Content device={device} slave={answer.slave} />}</Loaded>;
}
