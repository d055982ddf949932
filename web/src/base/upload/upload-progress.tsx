// How far an upload is, for eyes and for screen readers, with a way to stop it.

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatBytes } from "../quantity.ts";
import type { UploadState } from "./use-upload.ts";

interface UploadProgressProps {
  readonly upload: UploadState;
  /** Of the file; empty for what was pasted. */
  readonly name?: string | undefined;
  /** What is sent is kept at once: once it is there, stopping would stop nothing. */
  readonly isFinal?: boolean;
}

/** Nothing while nothing goes. */
export function UploadProgress({ upload, name = "", isFinal = false }: UploadProgressProps) {
  const { t } = useTranslation();
  const { isPending, sent, stop } = upload;
  if (!isPending) return null;
  const isThere = sent !== undefined && sent.sentBytes >= sent.totalBytes;
  const percent = sent === undefined ? 0 : Math.floor((sent.sentBytes / Math.max(1, sent.totalBytes)) * 100);
  const label = name === "" ? t("upload.sending") : t("upload.sendingName", { name });
  const text = isThere
    ? t("upload.reading")
    : sent &&
      t("upload.of", { sent: formatBytes(sent.sentBytes), total: formatBytes(sent.totalBytes), percent });
  return (
    <Stack gap={6} className="upload" w="100%">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={550} className="break">
          {label}
        </Text>
        {!(isFinal && isThere) && (
          <Button size="compact-sm" variant="default" leftSection={<IconX size={14} />} onClick={stop}>
            {t("upload.stop")}
          </Button>
        )}
      </Group>
      <div
        className="work-bar"
        data-state={isThere ? "waiting" : "running"}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(text !== undefined && { "aria-valuetext": text })}
        {...(!isThere && { "aria-valuenow": percent })}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      <Text size="sm" c="dimmed" className="tabular" role="status">
        {/* Read out once; how far it is, the bar says. */}
        {isThere ? text : <span aria-hidden="true">{text}</span>}
      </Text>
    </Stack>
  );
}
