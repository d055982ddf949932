// A certificate by which the device logs in over TLS: made on request, shown once.

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCertificate, IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, type DeviceKey } from "../../api.ts";
import { download } from "../../base/listing/download.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { toastProblem } from "../../base/toast.ts";
import type { DeviceCertificate as Issued } from "../../contract.ts";
import { queries, queryClient } from "../../queries.ts";

const PEM = "application/x-pem-file";

function Files({ issued, deviceName }: { issued: Issued; deviceName: string }) {
  const { t } = useTranslation();
  const files = [
    [`${deviceName}.pem`, issued.cert, t("certificate.cert")],
    [`${deviceName}.key`, issued.key, t("certificate.key")],
    ["gantry-ca.pem", issued.ca, t("certificate.ca")],
  ] as const;
  return (
    <Stack gap="xs">
      <Notice tone="idle">{t("certificate.once", { name: issued.name })}</Notice>
      <Group gap="xs">
        {files.map(([name, text, label]) => (
          <Button
            key={name}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} />}
            onClick={() => download(name, text, PEM)}
          >
            {label}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

/** Nothing where devices do not log in by certificates that Gantry issues, or the person may not issue them. */
export function DeviceCertificate({ deviceKey }: { deviceKey: DeviceKey }) {
  const { t } = useTranslation();
  const mayIssue = useMay("devices", "manage");
  const tls = useQuery(queries.tls());
  const issue = useMutation({
    mutationFn: () => api.issueCertificate(deviceKey),
    onSuccess: () =>
      queryClient.invalidateQueries({
        queryKey: ["credential-list", deviceKey.productKey, deviceKey.deviceName],
      }),
    onError: (error) => toastProblem(error, t),
  });
  if (!mayIssue || !tls.data?.isIssuing) return null;
  return (
    <Panel title={t("certificate.title")} note={t("certificate.note")}>
      <Stack gap="md">
        {issue.data && <Files issued={issue.data} deviceName={deviceKey.deviceName} />}
        <div>
          <Button
            variant="default"
            leftSection={<IconCertificate size={16} />}
            loading={issue.isPending}
            onClick={() => issue.mutate()}
          >
            {t("certificate.issue")}
          </Button>
        </div>
        <Text size="xs" c="dimmed">
          {t("certificate.keep")}
        </Text>
      </Stack>
    </Panel>
  );
}
