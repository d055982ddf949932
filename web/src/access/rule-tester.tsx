// What the rules say of one client and one topic.

import { Button, Code, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Notice } from "../base/notice/notice.tsx";
import { problemText } from "../base/notice/problem.ts";
import { Panel } from "../base/panel.tsx";
import type { AccessAnswer, AccessQuestion, AccessRule } from "./contract.ts";

const KINDS = ["user", "key", "device"] as const;
const START: AccessQuestion = {
  subjectKind: "user",
  subjectName: "",
  clientId: "",
  action: "subscribe",
  topic: "",
};

function Answer({ answer, rules }: { answer: AccessAnswer; rules: readonly AccessRule[] }) {
  const { t } = useTranslation();
  const { isAllowed, decidedBy, rule, maxQos, isRetainAllowed } = answer;
  const why =
    decidedBy === "own"
      ? t("acl.byOwn")
      : rule === null
        ? t("acl.byDefault")
        : t("acl.byRule", {
            place: rules.findIndex((one) => one.id === rule.id) + 1,
            pattern: rule.pattern,
          });
  const limits = [
    ...(isAllowed && maxQos < 2 ? [t("acl.upToQos", { qos: maxQos })] : []),
    ...(isAllowed && !isRetainAllowed ? [t("acl.noRetain")] : []),
  ];
  return (
    <Notice tone={isAllowed ? "ok" : "bad"} title={t(isAllowed ? "acl.yes" : "acl.no")}>
      <Text size="sm" className="break">
        {[why, ...limits].join(" · ")}
      </Text>
    </Notice>
  );
}

export function RuleTester({ rules }: { rules: readonly AccessRule[] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<AccessQuestion>(START);
  const check = useMutation({ mutationFn: () => api.checkAccess(asked) });
  const put = (change: Partial<AccessQuestion>) => {
    setAsked({ ...asked, ...change });
    check.reset();
  };
  const isReady = asked.subjectName !== "" && asked.topic !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) check.mutate();
  };
  const textOf = (name: "subjectName" | "clientId" | "topic") => ({
    value: asked[name],
    onChange: (event: { currentTarget: HTMLInputElement }) => put({ [name]: event.currentTarget.value }),
    autoComplete: "off",
    spellCheck: false,
  });
  return (
    <Panel title={t("acl.tester")} note={t("acl.testerNote")}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
            <Select
              label={t("acl.who")}
              value={asked.subjectKind}
              onChange={(value) => value && put({ subjectKind: value as AccessQuestion["subjectKind"] })}
              data={KINDS.map((value) => ({ value, label: t(`acl.kind.${value}`) }))}
            />
            <TextInput
              label={t("acl.subject")}
              {...(asked.subjectKind === "device" && { placeholder: "productKey/deviceName" })}
              {...textOf("subjectName")}
            />
            <TextInput label={t("acl.clientId")} {...textOf("clientId")} />
            <Select
              label={t("acl.action")}
              value={asked.action}
              onChange={(value) => value && put({ action: value as AccessQuestion["action"] })}
              data={(["subscribe", "publish"] as const).map((value) => ({ value, label: t(`acl.${value}`) }))}
            />
            <TextInput label={t("acl.topic")} {...textOf("topic")} />
            <Button type="submit" disabled={!isReady} loading={check.isPending} style={{ alignSelf: "end" }}>
              {t("acl.ask")}
            </Button>
          </SimpleGrid>
          {check.data && <Answer answer={check.data} rules={rules} />}
          {check.error && (
            <Notice tone="bad" isUrgent>
              {problemText(check.error, t)} <Code>{asked.subjectName}</Code>
            </Notice>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
