// The new devices as they are read, registers that are still missing, and what is kept for the next ones.

import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { RegisterMap } from "../../../../src/spine/register-map.ts";
import { download } from "../../base/listing/download.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { deviceHref } from "../../devices/device-href.ts";
import { productCalls } from "../../products/product-calls.ts";
import {
  readRegisterMap,
  registerMapQuery,
  saveRegisterMap,
  verifiedChange,
} from "../../products/registers/register-calls.ts";
import { SaveAsTemplate } from "../../products/templates/save-as-template.tsx";
import { queries, queryClient } from "../../queries.ts";
import type { FieldLink, FieldSlave } from "../contract.ts";
import { PointTable } from "../device/point-table.tsx";
import { fieldbusQueries } from "../fieldbus-calls.ts";
import { RegisterExplorer } from "./reader-tab.tsx";

interface LiveStepProps {
  readonly link: FieldLink;
  readonly units: readonly number[];
  readonly productKey: string;
  readonly onAgain: () => void;
}

/** How the unit was reached, for a template of it. */
function unitOf(link: FieldLink, slave: FieldSlave): Partial<RegisterMap["unit"]> {
  const { transport } = link.settings;
  const id = slave.settings.unit;
  if (transport.kind === "tcp") return { id, tcpPort: transport.port };
  if (transport.kind !== "serial") return { id };
  const { baud, dataBits, parity, stopBits } = transport;
  // Templates know no mark and space.
  return parity === "mark" || parity === "space"
    ? { id }
    : { id, serial: { baud, dataBits, parity, stopBits } };
}

function KeepPanel({ link, slave, onAgain }: { link: FieldLink; slave: FieldSlave; onAgain: () => void }) {
  const { t } = useTranslation();
  const { productKey } = slave;
  const map = useQuery(registerMapQuery(productKey));
  const product = useQuery(queries.product(productKey));
  const mark = useMutation({
    mutationFn: async () =>
      saveRegisterMap(productKey, verifiedChange(true), map.data ?? (await readRegisterMap(productKey))),
    onSuccess: (saved) => {
      queryClient.setQueryData(registerMapQuery(productKey).queryKey, saved);
      toastDone(t("word.saved"));
    },
    onError: (error) => toastProblem(error, t),
  });
  const file = useMutation({
    mutationFn: () => productCalls.bundle(productKey, false),
    onSuccess: (bundle) =>
      download(`${productKey}.json`, JSON.stringify(bundle, undefined, 2), "application/json"),
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Panel title={t("fieldbus.keepTitle")} note={t("fieldbus.keepNote")}>
      <Stack gap="sm">
        {map.data?.isVerified ? (
          <Notice tone="ok" icon={<IconCircleCheck size={18} />}>
            {t("register.verified")}
          </Notice>
        ) : (
          <Text size="sm">{t("fieldbus.verifyNote")}</Text>
        )}
        <Group gap="xs">
          {map.data && !map.data.isVerified && map.data.points.length > 0 && (
            <Button loading={mark.isPending} onClick={() => mark.mutate()}>
              {t("register.mark")}
            </Button>
          )}
          {product.data && <SaveAsTemplate product={product.data} unit={unitOf(link, slave)} />}
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            loading={file.isPending}
            onClick={() => file.mutate()}
          >
            {t("fieldbus.templateFile")}
          </Button>
          <Button
            component={Link}
            href={`/products/${encodeURIComponent(productKey)}/registers`}
            variant="default"
          >
            {t("fieldbus.openMap")}
          </Button>
          <Button component={Link} href={deviceHref(slave)} variant="default">
            {t("device.open")}
          </Button>
          <Button variant="default" onClick={onAgain}>
            {t("fieldbus.further")}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

function Content({
  slaves,
  link,
  onAgain,
}: {
  slaves: readonly FieldSlave[];
  link: FieldLink;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  // By name: two channels of a unit are two devices at its address.
  const [name, setName] = useState<string>();
  const slave = slaves.find((one) => one.deviceName === name) ?? slaves[0];
  const map = useQuery({ ...registerMapQuery(slave?.productKey ?? ""), enabled: slave !== undefined });
  if (slave === undefined) return <Notice tone="warn">{t("fieldbus.noSlaves")}</Notice>;
  return (
    <Stack gap="md">
      {/* What is to be done first stands first: without a register there is nothing to compare. */}
      {map.data?.points.length !== 0 && (
        <Panel
          title={t("fieldbus.liveTitle")}
          note={t("fieldbus.liveNote")}
          isFlush
          actions={
            slaves.length > 1 && (
              <Select
                aria-label={t("device.device")}
                size="xs"
                value={slave.deviceName}
                data={slaves.map((one) => ({
                  value: one.deviceName,
                  label: `${one.settings.unit}: ${one.deviceName}`,
                }))}
                onChange={(chosen) => chosen && setName(chosen)}
                allowDeselect={false}
              />
            )
          }
        >
          <PointTable device={slave} empty={{ text: t("fieldbus.noPointsText") }} />
        </Panel>
      )}
      <RegisterExplorer
        key={slave.settings.unit}
        linkId={link.id}
        unit={slave.settings.unit}
        productKey={slave.productKey}
      />
      <KeepPanel link={link} slave={slave} onAgain={onAgain} />
    </Stack>
  );
}

export function LiveStep({ link, units, productKey, onAgain }: LiveStepProps) {
  const slaves = useQuery(fieldbusQueries.slaves(link.id));
  return (
    <Loaded query={slaves}>
      {({ items }) => (
        <Content
          slaves={items.filter((one) => one.productKey === productKey && units.includes(one.settings.unit))}
          link={link}
          onAgain={onAgain}
        />
      )}
    </Loaded>
  );
}
