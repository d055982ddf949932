// Which units answer on a link: asked one after another, or known and typed.

import {
  Anchor,
  Badge,
  Button,
  Checkbox,
  Group,
  MultiSelect,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlayerStop, IconRadar2 } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { PARITIES, type Parity } from "../../../../src/spine/fieldbus.ts";
import { Notice } from "../../base/notice/notice.tsx";
import { formatMs } from "../../base/quantity.ts";
import { Failed } from "../../base/states.tsx";
import { toastProblem } from "../../base/toast.ts";
import { deviceHref } from "../../devices/device-href.ts";
import { queryClient } from "../../queries.ts";
import type { FieldLink, FieldSlave, FoundSlave, LinkKind, Scan, ScanRequest } from "../contract.ts";
import { fieldbusCalls, fieldbusQueries, refreshLinks } from "../fieldbus-calls.ts";
import { failureWords, lineText } from "../link-words.ts";

const BAUDS = ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"];

interface ScanDraft {
  readonly fromUnit: string;
  readonly toUnit: string;
  readonly timeoutMs: string;
  readonly bauds: readonly string[];
  readonly parities: readonly string[];
}

const isWhole = (text: string, min: number, max: number) =>
  /^\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

function requestOf(draft: ScanDraft): ScanRequest | undefined {
  const { fromUnit, toUnit, timeoutMs, bauds, parities } = draft;
  if (!isWhole(fromUnit, 1, 255) || !isWhole(toUnit, 1, 255) || !isWhole(timeoutMs, 50, 10_000))
    return undefined;
  if (Number(fromUnit) > Number(toUnit)) return undefined;
  return {
    ...{ fromUnit: Number(fromUnit), toUnit: Number(toUnit), timeoutMs: Number(timeoutMs) },
    ...(bauds.length > 0 && { bauds: bauds.map(Number) }),
    ...(parities.length > 0 && { parities: parities as readonly Parity[] }),
  };
}

const isRunning = (scan: Scan | undefined) => scan?.state === "running";

function useScan(linkId: number) {
  const key = ["links", "scan", linkId];
  const scan = useQuery({
    queryKey: key,
    queryFn: () => fieldbusCalls.scan(linkId),
    refetchInterval: (query) => (isRunning(query.state.data) ? 700 : false),
  });
  const renew = () => queryClient.invalidateQueries({ queryKey: key });
  const start = useMutation({
    mutationFn: (request: ScanRequest) => fieldbusCalls.startScan(linkId, request),
    onSuccess: renew,
  });
  const stop = useMutation({ mutationFn: () => fieldbusCalls.stopScan(linkId), onSettled: renew });
  return { scan, start, stop };
}

function ScanFields({
  draft,
  isSerial,
  put,
}: {
  draft: ScanDraft;
  isSerial: boolean;
  put: (change: Partial<ScanDraft>) => void;
}) {
  const { t } = useTranslation();
  const field = (name: "fromUnit" | "toUnit" | "timeoutMs") => (
    <TextInput
      label={t(`fieldbus.scan.${name}`)}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      inputMode="numeric"
      w={120}
    />
  );
  return (
    <>
      <Group align="flex-end" gap="sm">
        {field("fromUnit")}
        {field("toUnit")}
        {field("timeoutMs")}
      </Group>
      {isSerial && (
        <Group align="flex-start" gap="sm" grow>
          <MultiSelect
            label={t("fieldbus.scan.bauds")}
            description={t("fieldbus.scan.baudsNote")}
            data={BAUDS}
            value={[...draft.bauds]}
            onChange={(bauds) => put({ bauds })}
          />
          <MultiSelect
            label={t("fieldbus.scan.parities")}
            description={t("fieldbus.scan.paritiesNote")}
            data={PARITIES.slice(0, 3).map((value) => ({ value, label: t(`fieldbus.parity.${value}`) }))}
            value={[...draft.parities]}
            onChange={(parities) => put({ parities })}
          />
        </Group>
      )}
    </>
  );
}

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

function FoundTable({ link, found, known, units, onFlip }: FoundTableProps) {
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

function Progress({ scan, onStop }: { scan: Scan; onStop: () => void }) {
  const { t } = useTranslation();
  const { done, total, found } = scan;
  const share = total === 0 ? 0 : done / total;
  return (
    <Stack gap={6}>
      <div className="work-bar" data-state={isRunning(scan) ? "running" : "done"}>
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <Group justify="space-between">
        <Text size="sm" role="status" className="tabular">
          {t("fieldbus.scan.progress", { done, total, found: found.length })}
        </Text>
        {isRunning(scan) && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlayerStop size={14} />}
            onClick={onStop}
          >
            {t("fieldbus.scan.stop")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface ScanFormProps {
  readonly kind: LinkKind;
  readonly isBusy: boolean;
  readonly isRunning: boolean;
  readonly onStart: (request: ScanRequest) => void;
}

function ScanForm(props: ScanFormProps) {
  const { t } = useTranslation();
  const { kind } = props;
  const isSerial = kind === "serial";
  const [draft, setDraft] = useState<ScanDraft>({
    ...{ fromUnit: "1", toUnit: isSerial ? "32" : "10", timeoutMs: WAIT_MS[kind], bauds: [], parities: [] },
  });
  const request = requestOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request) props.onStart(request);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <ScanFields
          draft={draft}
          isSerial={isSerial}
          put={(change) => setDraft((before) => ({ ...before, ...change }))}
        />
        {draft.bauds.length + draft.parities.length > 0 && (
          <Notice tone="warn">{t("fieldbus.scan.holds")}</Notice>
        )}
        <Group>
          <Button
            type="submit"
            variant="default"
            leftSection={<IconRadar2 size={16} />}
            loading={props.isBusy}
            disabled={request === undefined || props.isRunning}
          >
            {t("fieldbus.scan.start")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Why there is nothing to choose. */
function ScanEnd({ scan, isSerial }: { scan: Scan; isSerial: boolean }) {
  const { t } = useTranslation();
  if (scan.state === "failed") return <Notice tone="bad">{t("fieldbus.scan.failed")}</Notice>;
  if (scan.state !== "done" || scan.found.length > 0) return null;
  return (
    <Notice tone="warn" title={t("fieldbus.scan.none")}>
      {t(isSerial ? "fieldbus.scan.noneSerial" : "fieldbus.scan.noneTcp")}
    </Notice>
  );
}

/** Where one unit answered and is free, it is the one that is meant. */
function onlyOne(scan: Scan | undefined, known: ReadonlyMap<number, FieldSlave>): ReadonlySet<number> {
  if (scan === undefined || isRunning(scan)) return new Set();
  const free = new Set(scan.found.flatMap(({ unit, answer }) => (answer === "damaged" ? [] : unit)));
  for (const unit of known.keys()) free.delete(unit);
  return free.size === 1 ? free : new Set();
}

interface ScanStepProps {
  readonly link: FieldLink;
  readonly onChosen: (units: readonly number[]) => void;
}

/** A DTU's modem takes its time. */
const WAIT_MS: Readonly<Record<LinkKind, string>> = { tcp: "300", rtuTcp: "500", serial: "300", dtu: "2000" };

export function ScanStep({ link, onChosen }: ScanStepProps) {
  const { t } = useTranslation();
  const isSerial = link.settings.transport.kind === "serial";
  const [flipped, setFlipped] = useState<ReadonlySet<number>>();
  const [typed, setTyped] = useState("");
  const slaves = useQuery(fieldbusQueries.slaves(link.id));
  const { scan, start, stop } = useScan(link.id);
  const known = new Map(slaves.data?.items.map((slave) => [slave.settings.unit, slave]));
  const units = flipped ?? onlyOne(scan.data, known);
  const others = (unit: number) => [...units].filter((one) => one !== unit);
  const flip = (unit: number) => setFlipped(new Set(units.has(unit) ? others(unit) : [...units, unit]));
  const words = typed.split(/[\s,，、]+/).filter((word) => word !== "");
  const isTypedWrong = words.some((word) => !isWhole(word, 0, 255));
  const extra = isTypedWrong ? [] : words.map(Number);
  const all = [...new Set([...units, ...extra])].toSorted((a, b) => a - b);
  return (
    <Stack gap="md">
      <ScanForm
        kind={link.settings.transport.kind}
        isBusy={start.isPending}
        isRunning={isRunning(scan.data)}
        onStart={(request) => start.mutate(request)}
      />
      {start.isError && <Failed error={start.error} />}
      {scan.data && scan.data.total > 0 && <Progress scan={scan.data} onStop={() => stop.mutate()} />}
      {scan.data && scan.data.found.length > 0 && (
        <FoundTable link={link} found={scan.data.found} known={known} units={units} onFlip={flip} />
      )}
      {scan.data && <ScanEnd scan={scan.data} isSerial={isSerial} />}
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t("fieldbus.scan.typed")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder="1, 2, 5"
          error={isTypedWrong}
          w={200}
        />
        <Button disabled={all.length === 0 || isTypedWrong} onClick={() => onChosen(all)}>
          {all.length === 0 ? t("fieldbus.next") : t("fieldbus.scan.next", { units: all.join(", ") })}
        </Button>
      </Group>
    </Stack>
  );
}
