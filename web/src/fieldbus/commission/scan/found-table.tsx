// Units that answered a scan: with what, who they say they are, and which device is there already.

import { Anchor, Badge, Button, Checkbox, Group, Table, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Parity } from "../../../../../src/spine/fieldbus.ts";
import { formatMs } from "../../../base/quantity.ts";
import { toastProblem } from "../../../base/toast.ts";
import { deviceHref } from "../../../devices/device-href.ts";
import type { FieldLink, FieldSlave, FoundSlave } from "../../contract.ts";
import { fieldbusCalls, refreshLinks } from "../../fieldbus-calls.ts";
import { failureWords, lineText } from "../../link-words.ts";
import { identityText } from "./template-match.ts";

function answerText(found: FoundSlave, t: TFunction): string {
  if (found.answer === "exception")
    return t("fieldbus.scan.exception", {
      words: failureWords(
        `exception ${(found.exception ?? 0).toString(16).toUpperCase().padStart(2, "0")}`,
        t,
      ),
    });
  return t(`fieldbus.scan.${found.answer === "damaged" ? "damaged" : "value"}`);
}

/** A unit that answered to other line settings than the link's: the link is to be set to them. */
function LineText({ link, found }: { link: FieldLink; found: FoundSlave }) {
  const { t } = useTranslation();
  const { transport } = link.settings;
  const save = useMutation({
    mutationFn: (line: { baud: number; parity: Parity }) =>
      fieldbusCalls.changeLink(link.id, (now) =>
        now.transport.kind === "serial" ? { ...now, transport: { ...now.transport, ...line } } : now,
      ),
    onSuccess: refreshLinks,
    onError: (error) => toastProblem(error, t),
  });
  if (transport.kind !== "serial" || (!found.baud && !found.parity)) return null;
  const { baud, parity } = { baud: found.baud ?? transport.baud, parity: found.parity ?? transport.parity };
  const isSame = transport.baud === baud && transport.parity === parity;
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed">
        {lineText({ ...transport, baud, parity })}
      </Text>
      {!isSame && (
        <Button
          size="compact-xs"
          variant="default"
          loading={save.isPending}
          onClick={() => save.mutate({ baud, parity })}
        >
          {t("fieldbus.scan.setLine")}
        </Button>
      )}
    </Group>
  );
}

interface FoundTableProps {
  readonly link: FieldLink;
  readonly found: readonly FoundSlave[];
  readonly known: ReadonlyMap<number, FieldSlave>;
  readonly units: ReadonlySet<number>;
  readonly onFlip: (unit: number) => void;
}

export function FoundTable({ link, found, known, units, onFlip }: FoundTableProps) {
  const { t } = useTranslation();
  return (
    <section className="cell-scroll" aria-label={t("fieldbus.scan.found")}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("fieldbus.unit")}</Table.Th>
            <Table.Th>{t("fieldbus.scan.answer")}</Table.Th>
            <Table.Th>{t("device.device")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map((one) => {
            const slave = known.get(one.unit);
            return (
              <Table.Tr key={`${one.unit} ${one.baud} ${one.parity}`}>
                <Table.Td>
                  <Checkbox
                    label={String(one.unit)}
                    aria-label={t("fieldbus.scan.choose", { unit: one.unit })}
                    checked={units.has(one.unit)}
                    disabled={slave !== undefined}
                    onChange={() => onFlip(one.unit)}
                  />
                </Table.Td>
                <Table.Td>
                  <Text size="sm" {...(one.answer === "damaged" && { c: "var(--warn)" })}>
                    {answerText(one, t)}
                    {typeof one.durationMs === "number" && `, ${formatMs(one.durationMs)}`}
                  </Text>
                  {one.identity && (
                    <Text size="xs" c="dimmed" className="break">
                      {identityText(one.identity)}
                    </Text>
                  )}
                  <LineText link={link} found={one} />
                </Table.Td>
                <Table.Td>
                  {slave ? (
                    <Anchor component={Link} href={deviceHref(slave, "registers")} size="sm">
                      {slave.name || slave.deviceName}
                    </Anchor>
                  ) : (
                    <Badge variant="default" size="sm">
                      {t("fieldbus.scan.free")}
                    </Badge>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
