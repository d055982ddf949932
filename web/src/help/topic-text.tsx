// A topic's text as elements: paragraphs, lists, code, strong words, links to other topics.

import { Code } from "@mantine/core";
import type { ReactNode } from "react";
import { TOPICS, type TopicId, type Topics } from "./topic.ts";

interface TopicTextProps {
  readonly text: string;
  readonly topics: Topics;
  readonly onGo: (topic: TopicId) => void;
}

const isTopic = (name: string): name is TopicId => TOPICS.some((one) => one === name);

function inline(text: string, { topics, onGo }: TopicTextProps): ReactNode[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[\[\w+\]\])/).map((piece, at) => {
    const key = `${at} ${piece}`;
    if (piece.startsWith("`")) return <Code key={key}>{piece.slice(1, -1)}</Code>;
    if (piece.startsWith("**")) return <strong key={key}>{piece.slice(2, -2)}</strong>;
    const name = piece.slice(2, -2);
    if (!piece.startsWith("[[") || !isTopic(name)) return piece;
    return (
      <button key={key} type="button" className="help-link" onClick={() => onGo(name)}>
        {topics[name].title}
      </button>
    );
  });
}

export function TopicText(props: TopicTextProps) {
  return (
    <div className="help-text">
      {props.text
        .trim()
        .split(/\n\s*\n/)
        .map((block) => {
          const lines = block.split("\n");
          const List = block.startsWith("1. ") ? "ol" : "ul";
          if (!/^(- |1\. )/.test(block)) return <p key={block}>{inline(block, props)}</p>;
          return (
            <List key={block}>
              {lines.map((line) => (
                <li key={line}>{inline(line.replace(/^(- |1\. )/, ""), props)}</li>
              ))}
            </List>
          );
        })}
    </div>
  );
}
