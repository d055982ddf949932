// Who sends most: a device that sends far more than the others is often set wrongly.

import { Text } from "@mantine/core";
import { IconVolume } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { Empty } from "../base/states.tsx";
import type { Overview } from "../contract.ts";
import { deviceHref } from "../devices/device-href.ts";

export function Noisiest({ devices }: { devices: Overview["noisiest"] }) {
  const { t } = useTranslation();
  const most = devices[0]?.eventsPerMin ?? 1;
  return (
    <Panel title={t("overview.noisiest")} note={t("overview.noisiestNote")} isFlush>
      {devices.length === 0 ? (
        <Empty icon={<IconVolume size={22} />} title={t("overview.nobodySends")} />
      ) : (
        <ol className="noisiest">
          {devices.map(({ productKey, deviceName, eventsPerMin }) => (
            <li key={`${productKey}/${deviceName}`}>
              <div className="noisiest-line">
                <Link href={deviceHref({ productKey, deviceName })} className="row-link">
                  {deviceName}
                </Link>
                <Text size="xs" c="dimmed" className="grow" truncate>
                  {productKey}
                </Text>
                <Text size="sm">{formatCount(eventsPerMin)}</Text>
              </div>
              <svg className="noisiest-bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(eventsPerMin / most) * 100} height="3" rx="1" />
              </svg>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
