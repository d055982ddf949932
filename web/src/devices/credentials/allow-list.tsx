// From which addresses the device may log in.

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKey } from "../../api.ts";
import { LeaveGuard } from "../../base/page/leave-guard.tsx";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import { Loaded } from "../../base/states.tsx";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { Held } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import { credentialCalls, credentialQueries } from "./credential-calls.ts";

function readLines(text: string): string[] {
  return text.split(/[\s,;]+/).filter((line) => line !== "");
}

function Editor({ deviceKey, list }: { deviceKey: DeviceKey; list: { networks: string[] } }) {
  const { t } = useTranslation();
  const { networks } = list;
  const mayChange = useMay("devices", "manage");
  const [text, setText] = useState(networks.join("\n"));
  const save = useMutation({
    mutationFn: () => credentialCalls.setAllowList(deviceKey, readLines(text), list),
    onSuccess: (answer) => {
      toastDone(t("word.saved"));
      queryClient.setQueryData(credentialQueries.allowList(deviceKey).queryKey, answer);
    },
    onError: (error) => toastProblem(error, t),
  });
  const isDirty = readLines(text).join() !== networks.join();
  return (
    <Stack gap="sm" maw={560}>
      <LeaveGuard {...{ isDirty, save }} />
      <Textarea
        label={t("credential.networks")}
        description={t("credential.networksNote")}
        placeholder={"10.1.0.0/16\n192.168.7.20"}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        readOnly={!mayChange}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        classNames={{ input: "mono" }}
      />
      {mayChange && (
        <Group>
          <Button disabled={!isDirty} loading={save.isPending} onClick={() => save.mutate()}>
            {t("word.save")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

export function AllowList({ deviceKey }: { deviceKey: DeviceKey }) {
  const { t } = useTranslation();
  const list = useQuery(credentialQueries.allowList(deviceKey));
  return (
    <Panel title={t("credential.allowTitle")} note={t("credential.allowNote")}>
      <Loaded query={list}>
        {(answer) => (
          <Held value={answer}>
            {(held, edition) => <Editor key={edition} deviceKey={deviceKey} list={held} />}
          </Held>
        )}
      </Loaded>
    </Panel>
  );
}
