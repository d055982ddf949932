// Copying text, also on plain http where the browser has no clipboard interface.

import { ActionIcon, Box, Button, Code, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Copies `text`; false when the browser refused both ways. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Permission denied: the old way may still work.
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  (document.querySelector("[role=dialog]") ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  return isCopied;
}

function useCopied(text: string): [boolean, () => void] {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return [isCopied, () => void copyText(text).then(setIsCopied)];
}

export function CopyIcon({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [isCopied, copy] = useCopied(text);
  return (
    <Tooltip label={isCopied ? t("word.copied") : t("word.copy")}>
      <ActionIcon onClick={copy} aria-label={`${t("word.copy")}: ${label}`} size="sm">
        {isCopied ? <IconCheck size={15} color="var(--ok)" /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** A value to paste elsewhere, in monospace, hidden until asked when it is a secret. */
export function CopyField({
  label,
  value,
  isSecret = false,
}: {
  label: string;
  value: string;
  isSecret?: boolean;
}) {
  const { t } = useTranslation();
  const [isShown, setIsShown] = useState(!isSecret);
  return (
    <div className="copy-field">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Code className="copy-value">{isShown ? value : "•".repeat(Math.min(32, value.length))}</Code>
        {isSecret && (
          <ActionIcon
            size="sm"
            onClick={() => setIsShown(!isShown)}
            aria-label={`${isShown ? t("word.hide") : t("word.show")}: ${label}`}
            aria-pressed={isShown}
          >
            {isShown ? <IconEyeOff size={15} /> : <IconEye size={15} />}
          </ActionIcon>
        )}
        <CopyIcon text={value} label={label} />
      </Group>
    </div>
  );
}

export function CodeBlock({ code, label }: { code: string; label: string }) {
  const { t } = useTranslation();
  const [isCopied, copy] = useCopied(code);
  return (
    <Box className="code-block">
      <Button
        size="compact-xs"
        variant="default"
        className="code-copy"
        onClick={copy}
        leftSection={isCopied ? <IconCheck size={13} color="var(--ok)" /> : <IconCopy size={13} />}
        aria-label={`${t("word.copy")}: ${label}`}
      >
        {isCopied ? t("word.copied") : t("word.copy")}
      </Button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="code-scroll" tabIndex={0} aria-label={label}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
    </Box>
  );
}
