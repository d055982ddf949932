// Help beside the page: the topic of what is open, every other topic, and a search through all of them.

import { ActionIcon, Drawer, Group, Text, TextInput } from "@mantine/core";
import { IconArrowLeft, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Waiting } from "../base/states.tsx";
import { uiLanguage } from "../i18n.ts";
import { TOPICS, type TopicId, type Topics } from "./topic.ts";
import { TopicText } from "./topic-text.tsx";

function matching(topics: Topics, q: string): TopicId[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (id: TopicId) => {
    const { title, text } = topics[id];
    if (words.every((word) => title.toLowerCase().includes(word))) return 0;
    return words.every((word) => `${title} ${text}`.toLowerCase().includes(word)) ? 1 : 2;
  };
  return TOPICS.filter((id) => rank(id) < 2).toSorted((a, b) => rank(a) - rank(b));
}

interface ListProps {
  readonly topics: Topics;
  readonly onGo: (topic: TopicId) => void;
}

function TopicList({ topics, onGo }: ListProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  const found = matching(topics, q);
  return (
    <>
      <TextInput
        type="search"
        aria-label={t("help.search")}
        placeholder={t("help.search")}
        leftSection={<IconSearch size={15} />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
        mb="sm"
      />
      {found.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t("help.none", { q })}
        </Text>
      )}
      <ul className="help-topics">
        {found.map((id) => (
          <li key={id}>
            <button type="button" className="help-link" onClick={() => onGo(id)}>
              {topics[id].title}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** In the language in use; undefined while they come. */
function useTopics(): Topics | undefined {
  const language = uiLanguage();
  const { data } = useQuery({
    queryKey: ["help", language],
    queryFn: async () =>
      (language === "en" ? await import("./topics-en.ts") : await import("./topics-zh.ts")).topics,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

interface HelpDrawerProps {
  /** Of the page that is open; undefined shows all topics. */
  readonly topic: TopicId | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function HelpDrawer({ topic, isOpen, onClose }: HelpDrawerProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<TopicId | undefined>(topic);
  useEffect(() => {
    if (isOpen) setShown(topic);
  }, [topic, isOpen]);
  const topics = useTopics();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={420}
      title={t("help.title")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {topics === undefined ? (
        <Waiting />
      ) : shown === undefined ? (
        <TopicList topics={topics} onGo={setShown} />
      ) : (
        <>
          <Group gap={6} mb="xs" wrap="nowrap">
            <ActionIcon aria-label={t("help.back")} onClick={() => setShown(undefined)}>
              <IconArrowLeft size={17} />
            </ActionIcon>
            <h3 className="help-title">{topics[shown].title}</h3>
          </Group>
          <TopicText text={topics[shown].text} topics={topics} onGo={setShown} />
        </>
      )}
    </Drawer>
  );
}
