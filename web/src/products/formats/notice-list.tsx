// What was lost or changed between a thing model and a file, with its place.

import { Code, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FormatNotice } from "./format-calls.ts";

/** More than this nobody reads at once. */
const SHOWN = 50;

export function NoticeList({ notices }: { notices: readonly FormatNotice[] }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  return (
    <ul className="format-notices">
      {notices.slice(0, SHOWN).map((notice) => (
        <li key={`${notice.path} ${notice.code} ${notice.text.en}`}>
          {notice.path !== "" && <Code>{notice.path}</Code>}{" "}
          <Text span size="sm">
            {notice.text[language]}
          </Text>
        </li>
      ))}
      {notices.length > SHOWN && <li>{t("format.more", { count: notices.length - SHOWN })}</li>}
    </ul>
  );
}
