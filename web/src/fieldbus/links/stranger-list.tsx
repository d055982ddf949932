// DTUs that called and that no link knows: what they sent first, to make a link of.

import { Code, Text } from "@mantine/core";
import { IconPhoneIncoming } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { CopyIcon } from "../../base/copy.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { Panel } from "../../base/panel.tsx";
import type { DtuStranger } from "../contract.ts";
import { fieldbusCalls } from "../fieldbus-calls.ts";
import { hexPairs } from "../link-words.ts";

/** The packet as text where it is one. */
function textOf(hex: string): string {
  const bytes = hex.replaceAll(/\s/g, "").match(/../g) ?? [];
  const text = bytes.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join("");
  return /^[\x20-\x7e\r\n]+$/.test(text) ? text.trim() : "";
}

function useColumns(): readonly Column<DtuStranger>[] {
  const { t } = useTranslation();
  return [
    {
      key: "address",
      header: t("device.address"),
      isFixed: true,
      phone: "title",
      cell: ({ address }) => (
        <Text size="sm" ff="monospace">
          {address}
        </Text>
      ),
    },
    { key: "at", header: t("word.time"), phone: "aside", cell: ({ at }) => <Ago ts={at} size="sm" /> },
    {
      key: "packet",
      header: t("fieldbus.firstPacket"),
      cell: ({ packet }) => {
        const text = textOf(packet);
        return (
          <>
            {text !== "" && (
              <>
                <Code className="break">{text}</Code> <CopyIcon text={text} label={t("fieldbus.by.text")} />
                <br />
              </>
            )}
            <Code className="break">{hexPairs(packet)}</Code>{" "}
            <CopyIcon text={hexPairs(packet)} label={t("fieldbus.by.hex")} />
          </>
        );
      },
    },
  ];
}

export function DtuStrangers() {
  const { t } = useTranslation();
  return (
    <Panel isFlush>
      <DataTable
        name="dtu-strangers"
        label={t("fieldbus.strangers")}
        columns={useColumns()}
        keyOf={({ address, at }) => `${address} ${at}`}
        nameOf={({ address }) => address}
        queryKey={["dtu-strangers"]}
        refreshMs={2_000}
        load={async (request) =>
          listLocally((await fieldbusCalls.strangers()).items.toReversed(), request, {
            words: ({ address, packet }) => [address, packet, textOf(packet)],
          })
        }
        searchLabel={t("fieldbus.searchStranger")}
        empty={{
          icon: <IconPhoneIncoming size={24} />,
          title: t("fieldbus.noStrangers"),
          text: t("fieldbus.noStrangersText"),
        }}
      />
    </Panel>
  );
}
