// The thing model as a file of any format; what a format has no words for is told before.

import { Button, Group, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Product } from "../../contract.ts";
import { FORMATS, type Format, type FormatNotice, formatCalls, lossesQuery } from "./format-calls.ts";
import { NoticeList } from "./notice-list.tsx";

function fetchFile(productKey: string, format: Format): void {
  const link = document.createElement("a");
  link.href = formatCalls.href(productKey, format);
  link.download = "";
  link.click();
}

interface Asked {
  readonly format: Format;
  readonly notices: readonly FormatNotice[];
}

function Losses({ productKey, asked, onClose }: { productKey: string; asked: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const go = () => {
    fetchFile(productKey, asked.format);
    onClose();
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t("format.lossesNote", { format: t(`format.name.${asked.format}`) })}</Text>
      <NoticeList notices={asked.notices} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("word.cancel")}
        </Button>
        <Button leftSection={<IconDownload size={16} />} onClick={go} data-autofocus>
          {t("format.anyway")}
        </Button>
      </Group>
    </Stack>
  );
}

export function ExportMenu({ product }: { product: Product }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const losses = useQuery({ ...lossesQuery(product.productKey), enabled: isOpen });
  const choose = (format: Format) => {
    const notices = losses.data?.find((one) => one.format === format)?.notices ?? [];
    if (notices.length > 0) setAsked({ format, notices });
    else fetchFile(product.productKey, format);
  };
  return (
    <>
      <Menu opened={isOpen} onChange={setIsOpen} position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconDownload size={15} />}>
            {t("format.export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("format.exportNote", { version: product.modelVersion })}</Menu.Label>
          {FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => choose(format)}>
              <Text size="sm">{t(`format.name.${format}`)}</Text>
              <Text size="xs" c="dimmed">
                {t(`format.about.${format}`)}
              </Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("format.lossesTitle")}
        closeButtonProps={{ "aria-label": t("word.close") }}
      >
        {asked && (
          <Losses productKey={product.productKey} asked={asked} onClose={() => setAsked(undefined)} />
        )}
      </Modal>
    </>
  );
}
