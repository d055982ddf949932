// Commissioning: from a cable to values, in four steps. Where one is stands in the address.

import { Button, Group, Select, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { Panel } from "../../base/panel.tsx";
import { Loaded } from "../../base/states.tsx";
import type { FieldLink } from "../contract.ts";
import { fieldbusQueries } from "../fieldbus-calls.ts";
import { LinkForm } from "../links/link-form.tsx";
import { LinkReason, LinkStatus } from "../links/link-status.tsx";
import { LiveStep } from "./live-step.tsx";
import { ProductStep, StepBack } from "./product-step.tsx";
import { ScanStep } from "./scan/scan-step.tsx";

const STEPS = ["link", "scan", "product", "live"] as const;

interface Place {
  readonly link: number | undefined;
  readonly units: readonly number[];
  readonly product: string | undefined;
}

function usePlace(): [Place, (place: Partial<Place>) => void] {
  const params = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const link = Number(params.get("link") ?? "0");
  const units = (params.get("units") ?? "").split(",").filter((unit) => /^\d+$/.test(unit));
  const place: Place = {
    link: link > 0 ? link : undefined,
    units: units.map(Number),
    product: params.get("product") ?? undefined,
  };
  const go = (change: Partial<Place>) => {
    const next = { ...place, ...change };
    const query = new URLSearchParams();
    if (next.link !== undefined) query.set("link", String(next.link));
    if (next.units.length > 0) query.set("units", next.units.join(","));
    if (next.product !== undefined) query.set("product", next.product);
    navigate(`/links/commission?${query}`);
  };
  return [place, go];
}

function stepOf({ link, units, product }: Place): number {
  if (link === undefined) return 0;
  if (units.length === 0) return 1;
  return product === undefined ? 2 : 3;
}

function Steps({ step }: { step: number }) {
  const { t } = useTranslation();
  return (
    <ol className="work-steps">
      {STEPS.map((name, at) => (
        <li key={name} data-done={at < step} {...(at === step && { "aria-current": "step" as const })}>
          <span aria-hidden="true">{at + 1}</span>
          {t(`fieldbus.step.${name}`)}
        </li>
      ))}
    </ol>
  );
}

function LinkStep({ onChosen }: { onChosen: (id: number) => void }) {
  const { t } = useTranslation();
  const [isMaking, setIsMaking] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const items = useQuery(fieldbusQueries.links()).data?.items ?? [];
  return (
    <Panel title={t("fieldbus.step.link")} note={t("fieldbus.stepNote.link")}>
      <Group align="flex-end" gap="sm">
        {items.length > 0 && (
          <>
            <Select
              label={t("fieldbus.link")}
              value={chosen}
              data={items.map((one) => ({ value: String(one.id), label: one.settings.name }))}
              onChange={setChosen}
              searchable={items.length > 10}
              miw={240}
            />
            <Button disabled={chosen === null} onClick={() => onChosen(Number(chosen))}>
              {t("fieldbus.next")}
            </Button>
          </>
        )}
        <Button
          variant={items.length > 0 ? "default" : "filled"}
          leftSection={<IconPlus size={16} />}
          onClick={() => setIsMaking(true)}
        >
          {t("fieldbus.newLink")}
        </Button>
      </Group>
      <LinkForm
        isOpen={isMaking}
        onSaved={(link) => {
          setIsMaking(false);
          onChosen(link.id);
        }}
        onClose={() => setIsMaking(false)}
      />
    </Panel>
  );
}

interface OnLinkProps {
  readonly link: FieldLink;
  readonly place: Place;
  readonly go: (place: Partial<Place>) => void;
}

function OnLink({ link, place, go }: OnLinkProps) {
  const { t } = useTranslation();
  const step = stepOf(place);
  const back = [
    {},
    { link: undefined, units: [], product: undefined },
    { units: [], product: undefined },
    { units: [], product: undefined },
  ][step];
  const head = (
    <Group gap="sm">
      <strong>{link.settings.name}</strong>
      <LinkStatus link={link} />
      <LinkReason link={link} />
      <StepBack onBack={() => go(back ?? {})} />
    </Group>
  );
  if (step === 3)
    return (
      <Stack gap="md">
        {head}
        <LiveStep
          link={link}
          units={place.units}
          productKey={place.product ?? ""}
          onAgain={() => go({ units: [], product: undefined })}
        />
      </Stack>
    );
  return (
    <Stack gap="md">
      {head}
      {step === 1 ? (
        <Panel title={t("fieldbus.step.scan")} note={t("fieldbus.stepNote.scan")}>
          <ScanStep link={link} onChosen={(units) => go({ units })} />
        </Panel>
      ) : (
        <Panel title={t("fieldbus.step.product")} note={t("fieldbus.stepNote.product")}>
          <ProductStep
            linkId={link.id}
            units={place.units}
            onDone={(product) => go({ product })}
            onBack={() => go({ units: [] })}
          />
        </Panel>
      )}
    </Stack>
  );
}

function WithLink({ id, ...props }: Omit<OnLinkProps, "link"> & { readonly id: number }) {
  const link = useQuery(fieldbusQueries.link(id));
  return <Loaded query={link}>{(answer) => <OnLink link={answer} {...props} />}</Loaded>;
}

export function Wizard() {
  const [place, go] = usePlace();
  return (
    <Stack gap="md">
      <Steps step={stepOf(place)} />
      {place.link === undefined ? (
        <LinkStep onChosen={(link) => go({ link })} />
      ) : (
        <WithLink id={place.link} place={place} go={go} />
      )}
    </Stack>
  );
}
