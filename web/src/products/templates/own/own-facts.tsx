// What is known of a template of one's own: who made it of what, and who compared it with which unit.

import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Panel } from "../../../base/panel.tsx";
import { formatTime } from "../../../base/quantity.ts";
import type { Template } from "../template-calls.ts";

/** Undefined where nobody compared it. */
export function useVerifiedText({ verification }: Pick<Template, "verification">): string | undefined {
  const { t } = useTranslation();
  if (verification === null) return undefined;
  const { unit, by, at, isElsewhere } = verification;
  return t(isElsewhere ? "own.verifiedElsewhere" : "own.verifiedHere", { unit, by, time: formatTime(at) });
}

export function OwnFacts({ template }: { template: Template }) {
  const { t } = useTranslation();
  const { own, maker, makerModel, note } = template;
  if (own === null) return null;
  const { productKey, createdBy, createdAt, updatedBy, updatedAt } = own;
  const stamp = (by: string, at: number) => t("own.stamp", { by, time: formatTime(at) });
  const from =
    productKey === null ? (
      t("own.fromFile")
    ) : (
      <Anchor component={Link} href={`/products/${encodeURIComponent(productKey)}`} inherit>
        {productKey}
      </Anchor>
    );
  const facts = [
    [t("own.maker"), maker],
    [t("own.makerModel"), makerModel],
    [t("own.origin"), from],
    [t("word.created"), stamp(createdBy, createdAt)],
    [t("word.updated"), updatedAt === createdAt ? "" : stamp(updatedBy, updatedAt)],
  ] as const;
  return (
    <Panel title={t("own.about")}>
      <dl className="register-facts">
        {facts.map(
          ([label, value]) =>
            value !== "" && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {note !== "" && (
        <Text size="sm" mt="sm" className="kept-lines">
          {note}
        </Text>
      )}
    </Panel>
  );
}
