// Where a link leads: the fields of each kind.

import { Group, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PARITIES } from "../../../../src/spine/fieldbus.ts";
import { usePortWords } from "../port-words.ts";
import { DraftChoice, DraftFlag, type DraftProps, DraftText } from "./draft-field.tsx";
import { IDENTIFICATION_WAYS } from "./link-draft.ts";

const BAUDS = ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"];

function TcpFields({ props }: { props: DraftProps }) {
  const { t } = useTranslation();
  const { isClosedAfterExchange, backupHost } = props.draft;
  return (
    <>
      <Group grow align="flex-start" wrap="nowrap">
        <DraftText name="host" props={props} placeholder="192.168.1.20" isNeeded />
        <DraftText name="port" props={props} isNumber isNeeded />
      </Group>
      {/* Open where something is set in it; what is wrong in it must be seen. */}
      <details className="further" open={isClosedAfterExchange || backupHost !== "" || undefined}>
        <summary>{t("register.further")}</summary>
        <Stack gap="sm" mt="sm">
          {props.draft.kind === "tcp" && <DraftFlag name="isClosedAfterExchange" props={props} />}
          <Group grow align="flex-start" wrap="nowrap">
            <DraftText name="backupHost" props={props} />
            <DraftText name="backupPort" props={props} isNumber />
          </Group>
        </Stack>
      </details>
    </>
  );
}

/** The ports of the server by their lasting names; another path can be typed. */
function PortField({ draft, wrong, put }: DraftProps) {
  const { t } = useTranslation();
  const words = usePortWords();
  const { items } = words;
  const known = items.map(({ path, device, title }) => ({
    value: path,
    label: title === "" || title === path ? path : `${title} (${device})`,
  }));
  return (
    <>
      {items.length > 0 && (
        <Select
          label={t("fieldbus.knownPorts")}
          description={words.knownNote}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={items.some(({ path }) => path === draft.path) ? draft.path : null}
          data={known}
          onChange={(path) => path !== null && put({ path })}
          allowDeselect={false}
        />
      )}
      <TextInput
        label={words.label}
        description={words.hasNone ? words.noneText : words.note}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={words.placeholder}
        value={draft.path}
        onChange={(event) => put({ path: event.currentTarget.value })}
        error={wrong.has("path") && (draft.path.trim() === "" ? t("fieldbus.missing") : words.wrongText)}
        spellCheck={false}
        withAsterisk
      />
    </>
  );
}

function SerialFields({ props }: { props: DraftProps }) {
  const { t } = useTranslation();
  const { draft, put } = props;
  const bauds = BAUDS.includes(draft.baud) ? BAUDS : [draft.baud, ...BAUDS];
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return (
    <>
      <PortField {...props} />
      <Group grow align="flex-start">
        <Select
          label={t("fieldbus.field.baud")}
          value={draft.baud}
          data={bauds}
          searchable
          onChange={(baud) => baud !== null && put({ baud })}
          allowDeselect={false}
        />
        <DraftChoice
          label={t("fieldbus.field.parity")}
          value={draft.parity}
          options={PARITIES.map((value) => ({ value, label: t(`fieldbus.parity.${value}`) }))}
          onChange={(parity) => put({ parity })}
        />
      </Group>
      <Group grow align="flex-start">
        <DraftChoice
          label={t("fieldbus.field.dataBits")}
          value={draft.dataBits}
          options={plain(["7", "8"])}
          onChange={(dataBits) => put({ dataBits })}
        />
        <DraftChoice
          label={t("fieldbus.field.stopBits")}
          value={draft.stopBits}
          options={plain(["1", "2"])}
          onChange={(stopBits) => put({ stopBits })}
        />
      </Group>
      <DraftFlag name="hasFlowControl" props={props} />
      <DraftFlag name="isRs485" props={props} />
      {draft.isRs485 && (
        <Stack gap="sm" pl="md">
          <DraftFlag name="isRtsHighOnSend" props={props} />
          <Group grow align="flex-start">
            <DraftText name="delayBeforeMs" props={props} isNumber />
            <DraftText name="delayAfterMs" props={props} isNumber />
          </Group>
        </Stack>
      )}
    </>
  );
}

function DtuFields({ props }: { props: DraftProps }) {
  const { t } = useTranslation();
  const { draft, put } = props;
  const hasProduct = draft.by === "onenet" || draft.by === "yudao";
  return (
    <>
      <DraftChoice
        label={t("fieldbus.field.by")}
        value={draft.by}
        options={IDENTIFICATION_WAYS.map((value) => ({ value, label: t(`fieldbus.by.${value}`) }))}
        onChange={(by) => put({ by, sign: "" })}
      />
      {hasProduct && (
        <DraftText
          name="signProduct"
          props={props}
          label={t(draft.by === "onenet" ? "fieldbus.oneNetProduct" : "product.key")}
          isNeeded
        />
      )}
      <DraftText
        name="sign"
        props={props}
        label={hasProduct ? t("device.deviceName") : t(`fieldbus.by.${draft.by}`)}
        isNeeded
      />
      <DraftChoice
        label={t("fieldbus.field.framing")}
        value={draft.framing}
        options={(["rtu", "tcp"] as const).map((value) => ({ value, label: t(`fieldbus.framing.${value}`) }))}
        onChange={(framing) => put({ framing })}
      />
      <Group grow align="flex-start">
        <DraftChoice
          label={t("fieldbus.field.heartbeatAs")}
          value={draft.heartbeatAs}
          options={(["text", "hex"] as const).map((value) => ({ value, label: t(`fieldbus.by.${value}`) }))}
          onChange={(heartbeatAs) => put({ heartbeatAs })}
        />
        <DraftText name="heartbeat" props={props} />
      </Group>
    </>
  );
}

export function TransportFields(props: DraftProps) {
  const { kind } = props.draft;
  if (kind === "serial") return <SerialFields props={props} />;
  if (kind === "dtu") return <DtuFields props={props} />;
  return <TcpFields props={props} />;
}
