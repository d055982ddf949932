// Where registers were taken from, that nobody may have compared them with a unit yet, and what a unit is set to.

import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RegisterMap } from "../../../../src/spine/register-map.ts";
import { Notice } from "../../base/notice/notice.tsx";

const ICON = 18;

interface RegisterSourceProps {
  readonly map: RegisterMap;
  /** What is known of the comparison; without it, what holds of any map. */
  readonly text?: string | undefined;
  readonly action?: ReactNode;
}

export function RegisterSource({ map, text, action }: RegisterSourceProps) {
  const { t } = useTranslation();
  const { sources, isVerified } = map;
  return (
    <Notice
      tone={isVerified ? "ok" : "warn"}
      icon={isVerified ? <IconCircleCheck size={ICON} /> : <IconAlertTriangle size={ICON} />}
      title={t(isVerified ? "register.verified" : "register.unverified")}
    >
      <Text size="sm">
        {text ??
          t(
            isVerified
              ? "register.verifiedText"
              : sources.length > 0
                ? "register.unverifiedText"
                : "register.unverifiedOwn",
          )}
      </Text>
      {sources.length > 0 && (
        <>
          <Text size="sm" mt={6}>
            {t("register.sources")}
          </Text>
          <ul className="register-sources">
            {sources.map(({ title, revision, url }) => (
              <li key={`${title} ${url}`}>
                {title}
                {revision && `, ${revision}`}
                {url && <span className="register-url">{url}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {action}
    </Notice>
  );
}

function serialText({ serial }: RegisterMap["unit"]): string | undefined {
  if (serial === undefined) return undefined;
  const { baud, dataBits, parity, stopBits } = serial;
  return `${baud} ${dataBits}${parity.slice(0, 1).toUpperCase()}${stopBits}`;
}

/** How the maker delivers it. */
export function UnitFacts({ map: { unit, groups } }: { map: Pick<RegisterMap, "unit" | "groups"> }) {
  const { t } = useTranslation();
  const facts = [
    [t("register.unitId"), unit.id],
    [t("register.serial"), serialText(unit)],
    [t("register.tcpPort"), unit.tcpPort],
    [t("register.order"), unit.order],
    [t("register.maxRead"), unit.maxRegistersPerRead],
    [t("mapSetting.groups"), groups.map(({ name, periodMs }) => `${name} ${periodMs / 1_000} s`).join(", ")],
    [t("register.gapMs"), unit.gapMs === undefined ? undefined : `${unit.gapMs} ms`],
  ] as const;
  return (
    <dl className="register-facts">
      {facts.map(
        ([label, value]) =>
          value !== undefined && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
