// Commands of a device, newest first: what, who, when, how long it took, and how it ended, in words.

import { Badge, Button, Select, Text } from "@mantine/core";
import { IconHistory, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Pager, usePaging } from "../../base/listing/paging.tsx";
import { Panel } from "../../base/panel.tsx";
import { formatMs, formatTime } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { Empty, Loaded } from "../../base/states.tsx";
import { toastProblem } from "../../base/toast.ts";
import type { Device, Json, ThingModel } from "../../contract.ts";
import { queryClient } from "../../queries.ts";
import { findProperty, unitOf, valueText } from "../value-text.ts";
import {
  COMMAND_STATES,
  COMMANDS_PER_PAGE,
  type Command,
  controlCalls,
  controlQueries,
} from "./control-calls.ts";

const TONES: Readonly<Record<Command["state"], string>> = {
  queued: "idle",
  sent: "idle",
  succeeded: "ok",
  failed: "bad",
  expired: "warn",
  cancelled: "idle",
};

function useWords(model: ThingModel | undefined) {
  const { t } = useTranslation();
  const pairs = (values: Readonly<Record<string, Json>>, types: ThingModel["properties"] | undefined) =>
    Object.entries(values).map(([identifier, value]) => {
      const known = types?.find((one) => one.identifier === identifier);
      const text = `${valueText(value, known?.dataType, t)} ${unitOf(known?.dataType)}`.trim();
      return `${known?.name ?? identifier} = ${text}`;
    });
  return {
    what({ kind, identifier, request }: Command): string {
      if (kind === "raw") return t("control.raw");
      if (kind === "property_set") return pairs(request, model?.properties).join(", ");
      const service = model?.services.find((one) => one.identifier === identifier);
      const input = service?.input.map((one) => ({ ...one, accessMode: "r", required: false }) as const);
      const given = pairs(request, input).join(", ");
      return `${service?.name ?? identifier}${given === "" ? "" : ` (${given})`}`;
    },
    came: (output: Readonly<Record<string, Json>>) =>
      Object.entries(output)
        .map(([key, value]) => {
          const known = findProperty(model, key);
          return `${known?.name ?? key} = ${valueText(value, known?.dataType, t)}`;
        })
        .join(", "),
  };
}

function Outcome({ command, words }: { command: Command; words: ReturnType<typeof useWords> }) {
  const { t } = useTranslation();
  const { state, error, waiting, confirmedBy, output, expiresAt } = command;
  if (error !== null) return <Text size="sm">{error.text}</Text>;
  if (state === "queued") {
    return (
      <Text size="sm" c="dimmed">
        {waiting?.text} {t("control.until", { time: formatTime(expiresAt) })}
      </Text>
    );
  }
  if (state !== "succeeded") return null;
  return (
    <Text size="sm" c="dimmed" className="break">
      {t(`control.by.${confirmedBy ?? "nobody"}`)}
      {output !== null && ` ${words.came(output)}`}
    </Text>
  );
}

function Row({ command, words }: { command: Command; words: ReturnType<typeof useWords> }) {
  const { t } = useTranslation();
  const mayCancel = useMay("commands", "command") && command.state === "queued";
  const cancel = useMutation({
    mutationFn: () => controlCalls.cancel(command.id),
    onError: (error) => toastProblem(error, t),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["commands"] }),
  });
  const { createdAt, sentAt, settledAt, actor, state } = command;
  const what = words.what(command);
  return (
    <li className="control-command">
      <Badge variant="default" className="control-state" data-tone={TONES[state]}>
        {t(`control.state.${state}`)}
      </Badge>
      <div className="grow">
        <Text size="sm" fw={600} className="break">
          {what}
        </Text>
        <Outcome command={command} words={words} />
        <Text size="xs" c="dimmed">
          #{command.id} · {actor} · <Ago ts={createdAt} size="xs" />
          {sentAt !== null &&
            settledAt !== null &&
            ` · ${t("control.took", { time: formatMs(settledAt - sentAt) })}`}
        </Text>
      </div>
      {mayCancel && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconX size={14} />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
          aria-label={t("control.cancelOne", { what })}
        >
          {t("word.cancel")}
        </Button>
      )}
    </li>
  );
}

export function CommandHistory({ device, model }: { device: Device; model: ThingModel | undefined }) {
  const { t } = useTranslation();
  const [state, setState] = useState("");
  const paging = usePaging(state);
  const commands = useQuery(controlQueries.commands(device, { state, cursor: paging.cursor }));
  const words = useWords(model);
  return (
    <Panel
      title={t("control.history")}
      note={t("control.historyNote")}
      isFlush
      actions={
        <Select
          size="xs"
          aria-label={t("control.filter")}
          value={state}
          onChange={(value) => setState(value ?? "")}
          data={[
            { value: "", label: t("word.all") },
            ...COMMAND_STATES.map((one) => ({ value: one, label: t(`control.state.${one}`) })),
          ]}
          w={150}
        />
      }
    >
      <Loaded query={commands}>
        {(listing) =>
          listing.items.length === 0 ? (
            <Empty
              icon={<IconHistory size={24} />}
              title={t("control.empty")}
              text={t("control.emptyText")}
            />
          ) : (
            <>
              <ol className="control-list">
                {listing.items.map((command) => (
                  <Row key={command.id} command={command} words={words} />
                ))}
              </ol>
              <Pager paging={paging} listing={listing} limit={COMMANDS_PER_PAGE} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
