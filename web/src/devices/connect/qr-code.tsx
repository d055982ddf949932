// A login as a QR code, for the camera of whoever commissions the device; shown on request, as it holds the secret.

import { Button, Modal, Stack, Text } from "@mantine/core";
import { IconQrcode } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QrImage } from "../../base/figure/qr-image.tsx";
import type { Connection } from "../snippets/connection.ts";

/** What the code says: compact JSON, `mqtt` or `mqtts` as the scheme. */
export function qrText({ host, port, isTls, login, productKey, deviceName }: Connection): string {
  const url = `${isTls ? "mqtts" : "mqtt"}://${host}:${port}`;
  return JSON.stringify({ url, ...login, productKey, deviceName });
}

export function QrButton({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const label = t("credential.qrTitle", { name: connection.deviceName });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconQrcode size={15} />}
        onClick={() => setIsOpen(true)}
      >
        {t("credential.qr")}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={label}
        closeButtonProps={{ "aria-label": t("word.close") }}
        centered
      >
        <Stack align="center" gap="sm">
          <QrImage text={qrText(connection)} label={label} />
          <Text size="xs" c="dimmed">
            {t("credential.qrNote")}
          </Text>
        </Stack>
      </Modal>
    </>
  );
}
