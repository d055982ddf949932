// Services of a device: which there are, and a form for the input of each.

import { Button, SimpleGrid, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { entryOf } from "../../../../src/kit/scalar.ts";
import { Panel } from "../../base/panel.tsx";
import type { Device, ServiceSpec } from "../../contract.ts";
import { controlCalls, type Values } from "./control-calls.ts";
import { type Sending, useOutcome } from "./use-outcome.ts";
import { type Draft, emptyDraft, readDraft } from "./value-draft.ts";
import { ValueInput } from "./value-input.tsx";

/** Undefined while a parameter has no value. */
function readInput(service: ServiceSpec, drafts: Readonly<Record<string, Draft>>): Values | undefined {
  const entries = service.input.map(({ identifier, dataType }) => {
    const draft = entryOf(drafts, identifier) ?? emptyDraft(dataType);
    return [identifier, readDraft(dataType, draft)] as const;
  });
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries) as Values;
}

function Service({ device, service, sending }: { device: Device; service: ServiceSpec; sending: Sending }) {
  const { t } = useTranslation();
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const input = readInput(service, drafts);
  const outcome = useOutcome(device);
  const call = useMutation({
    mutationFn: (values: Values) =>
      controlCalls.invoke(device, service.identifier, { input: values, terms: sending.terms }),
    ...outcome.around(service.name),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (input !== undefined) call.mutate(input);
  };
  return (
    <li>
      <form onSubmit={submit} className="control-service">
        <div className="control-service-head">
          <div className="control-name">
            <Text size="sm" fw={600}>
              {service.name}
            </Text>
            {service.name !== service.identifier && (
              <Text size="xs" c="dimmed" ff="monospace" className="break">
                {service.identifier}
              </Text>
            )}
            {service.description && (
              <Text size="xs" c="dimmed">
                {service.description}
              </Text>
            )}
          </div>
          <Button
            type="submit"
            variant="default"
            leftSection={<IconPlayerPlay size={15} />}
            disabled={input === undefined}
            loading={call.isPending}
            aria-label={t("control.callOne", { name: service.name })}
          >
            {t("control.call")}
          </Button>
        </div>
        {service.input.length > 0 && (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {service.input.map(({ identifier, name, dataType }) => (
              <ValueInput
                key={identifier}
                label={name}
                type={dataType}
                draft={entryOf(drafts, identifier) ?? emptyDraft(dataType)}
                onChange={(draft) => setDrafts({ ...drafts, [identifier]: draft })}
              />
            ))}
          </SimpleGrid>
        )}
      </form>
    </li>
  );
}

export function ServiceCall({
  device,
  services,
  sending,
}: {
  device: Device;
  services: readonly ServiceSpec[];
  sending: Sending;
}) {
  const { t } = useTranslation();
  if (services.length === 0) return null;
  return (
    <Panel title={t("control.services")} isFlush>
      <ul className="control-list">
        {services.map((service) => (
          <Service key={service.identifier} device={device} service={service} sending={sending} />
        ))}
      </ul>
    </Panel>
  );
}
