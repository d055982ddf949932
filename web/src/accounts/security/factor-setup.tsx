// Getting a second factor: the QR code for the authenticator, its first code, and the recovery codes.

import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CodeBlock, CopyField } from "../../base/copy.tsx";
import { QrImage } from "../../base/figure/qr-image.tsx";
import { Notice } from "../../base/notice/notice.tsx";
import type { FactorSetup } from "./contract.ts";

/** What an authenticator is given: to be photographed, or typed. */
export function FactorSecret({ setup }: { setup: FactorSetup }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Text size="sm">{t("factor.scan")}</Text>
      <QrImage text={setup.uri} label={t("factor.qr")} sizePx={200} />
      <CopyField label={t("factor.typed")} value={setup.secret} />
    </Stack>
  );
}

function download(codes: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([`${codes.join("\r\n")}\r\n`], { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), {
    href: url,
    download: "gantry-recovery-codes.txt",
  });
  link.click();
  URL.revokeObjectURL(url);
}

/** Shown once, with the ways to keep them. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Notice tone="warn">{t("factor.codesOnce")}</Notice>
      <CodeBlock code={codes.join("\n")} label={t("factor.codes")} />
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => download(codes)}>
          {t("factor.download")}
        </Button>
        <Button size="xs" onClick={onDone}>
          {t("factor.kept")}
        </Button>
      </Group>
    </Stack>
  );
}
