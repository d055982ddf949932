// What goes over a link, frame by frame, newest first, as bytes and in words.

import { Button, Code, Group, SegmentedControl, Text } from "@mantine/core";
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../base/panel.tsx";
import { formatTime } from "../../base/quantity.ts";
import { Empty, Failed } from "../../base/states.tsx";
import { withQuery } from "../../call.ts";
import type { FieldLink, Frame } from "../contract.ts";
import { fieldbusCalls } from "../fieldbus-calls.ts";
import { hexPairs, inLanguage } from "../link-words.ts";

const KEPT = 200;
const PERIOD_MS = 1_000;

interface Frames {
  readonly frames: readonly Frame[];
  readonly error: unknown;
  clear(): void;
}

/** Asks for newer frames while it is not paused. */
function useFrames(linkId: number, isPaused: boolean): Frames {
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  const [error, setError] = useState<unknown>();
  const newest = useRef<number>(undefined);
  useEffect(() => {
    if (isPaused) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const { items } = await fieldbusCalls.frames(linkId, newest.current);
        if (isOver) return;
        newest.current = items.at(-1)?.id ?? newest.current;
        if (items.length > 0) setFrames((before) => [...items.toReversed(), ...before].slice(0, KEPT));
        setError(undefined);
      } catch (cause) {
        if (!isOver) setError(cause);
      }
      if (!isOver) timer = setTimeout(ask, PERIOD_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [linkId, isPaused]);
  return { frames, error, clear: () => setFrames([]) };
}

function FrameRow({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  return (
    <li className="frame-row" data-direction={frame.direction}>
      <span className="frame-time tabular">{formatTime(frame.ts, { hasMs: true }).slice(11)}</span>
      <span className="frame-direction">{t(`fieldbus.direction.${frame.direction}`)}</span>
      <Code className="frame-hex">{hexPairs(frame.hex)}</Code>
      <Text size="xs" c="dimmed" className="frame-meaning">
        {inLanguage(frame.meaning)}
      </Text>
    </li>
  );
}

export function FrameView({ link }: { link: FieldLink }) {
  const { t } = useTranslation();
  const [isPaused, setIsPaused] = useState(false);
  const [direction, setDirection] = useState("all");
  const { frames, error, clear } = useFrames(link.id, isPaused);
  const shown = direction === "all" ? frames : frames.filter((frame) => frame.direction === direction);
  return (
    <Panel title={t("fieldbus.frames")} note={t("fieldbus.framesNote")} isFlush>
      <Group gap="xs" px="md" pb="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={isPaused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
          onClick={() => setIsPaused(!isPaused)}
        >
          {t(isPaused ? "fieldbus.resume" : "fieldbus.pause")}
        </Button>
        <Button variant="default" size="xs" leftSection={<IconTrash size={15} />} onClick={clear}>
          {t("fieldbus.clear")}
        </Button>
        <SegmentedControl
          size="xs"
          aria-label={t("fieldbus.directionLabel")}
          value={direction}
          onChange={setDirection}
          data={[
            { value: "all", label: t("word.all") },
            { value: "out", label: t("fieldbus.direction.out") },
            { value: "in", label: t("fieldbus.direction.in") },
          ]}
        />
        <Button
          component="a"
          href={withQuery(`/links/${link.id}/capture`, undefined)}
          download={`link-${link.id}-capture.txt`}
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} />}
        >
          {t("fieldbus.capture")}
        </Button>
      </Group>
      {error !== undefined && <Failed error={error} />}
      {shown.length === 0 && error === undefined ? (
        <Empty
          icon={<IconPlayerPlay size={22} />}
          title={t("fieldbus.noFrames")}
          text={t("fieldbus.noFramesText")}
        />
      ) : (
        <ol className="frame-rows" aria-label={t("fieldbus.frames")}>
          {shown.map((frame) => (
            <FrameRow key={frame.id} frame={frame} />
          ))}
        </ol>
      )}
    </Panel>
  );
}
