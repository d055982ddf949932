// What to do first, while there is no device yet.

import { Anchor, Button, Code, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Panel } from "../base/panel.tsx";
import { useMay } from "../base/role.ts";

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly isDone?: boolean;
  readonly to?: string;
  readonly action?: string;
}

function Step({ number, title, text, isDone = false, to, action }: StepProps) {
  const { t } = useTranslation();
  return (
    <li className="step">
      <span className="step-number" data-done={isDone} aria-hidden="true">
        {isDone ? "✓" : number}
      </span>
      <div>
        <Title order={3}>
          {title}
          {isDone && ` (${t("start.done")})`}
        </Title>
        <Text size="sm" c="dimmed" mb={8}>
          {text}
        </Text>
        {to && action && (
          <Button component={Link} href={to} size="xs" variant={isDone ? "default" : "filled"}>
            {action}
          </Button>
        )}
      </div>
    </li>
  );
}

export function QuickStart({ hasProducts }: { hasProducts: boolean }) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  return (
    <Panel title={t("start.title")} note={t("start.note")}>
      <ol className="steps">
        <Step
          number={1}
          title={t("start.product")}
          text={t("start.productText")}
          isDone={hasProducts}
          {...(mayWrite && {
            to: hasProducts ? "/products" : "/products?new=1",
            action: t("start.productAction"),
          })}
        />
        <Step
          number={2}
          title={t("start.device")}
          text={t("start.deviceText")}
          {...(mayWrite && hasProducts && { to: "/devices?new=1", action: t("start.deviceAction") })}
        />
        <Step number={3} title={t("start.connect")} text={t("start.connectText")} />
      </ol>
      {mayWrite && (
        <Text size="sm" c="dimmed" mb={4}>
          {t("start.fieldbus")}{" "}
          <Anchor component={Link} href="/links/commission" size="sm" underline="always">
            {t("fieldbus.commission")}
          </Anchor>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t("start.demo")} <Code>gantry serve --demo</Code>
      </Text>
    </Panel>
  );
}
