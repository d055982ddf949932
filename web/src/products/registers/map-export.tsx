// The register map as a file of any format; what a format has no words for is told before.

import { Button, Group, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NoticeList } from "../formats/notice-list.tsx";
import { MAP_EXPORTS, type MapExport, mapFileHref, mapLossesQuery } from "./file-calls.ts";

function fetchFile(productKey: string, format: MapExport): void {
  const link = document.createElement("a");
  link.href = mapFileHref(productKey, format);
  link.download = "";
  link.click();
}

export function MapExportMenu({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [asked, setAsked] = useState<MapExport>();
  const losses = useQuery({ ...mapLossesQuery(productKey), enabled: isOpen });
  const noticesOf = (format: MapExport | undefined) =>
    losses.data?.items.find((one) => one.format === format)?.notices ?? [];
  const close = () => setAsked(undefined);
  return (
    <>
      <Menu opened={isOpen} onChange={setIsOpen} position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={16} />}>
            {t("format.export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {MAP_EXPORTS.map((format) => (
            <Menu.Item
              key={format}
              onClick={() =>
                noticesOf(format).length > 0 ? setAsked(format) : fetchFile(productKey, format)
              }
            >
              {t(`registerFile.name.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asked !== undefined}
        onClose={close}
        title={t("format.lossesTitle")}
        closeButtonProps={{ "aria-label": t("word.close") }}
      >
        {asked && (
          <Stack gap="md">
            <Text size="sm">{t("registerFile.losses", { format: t(`registerFile.name.${asked}`) })}</Text>
            <NoticeList notices={noticesOf(asked)} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {t("word.cancel")}
              </Button>
              <Button
                onClick={() => {
                  fetchFile(productKey, asked);
                  close();
                }}
              >
                {t("format.anyway")}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
