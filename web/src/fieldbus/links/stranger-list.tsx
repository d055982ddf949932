// DTUs that called and that no link knows: what they sent first, to make a link of.

import { Button, Code, Stack, Text } from "@mantine/core";
import { IconPhoneIncoming, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Ago } from "../../base/ago.tsx";
import { CopyIcon } from "../../base/copy.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { Panel } from "../../base/panel.tsx";
import { useMay } from "../../base/role.ts";
import type { DtuStranger } from "../contract.ts";
import { fieldbusCalls } from "../fieldbus-calls.ts";
import { hexPairs } from "../link-words.ts";
import { DtuListener } from "./dtu-listener.tsx";
import { LinkForm } from "./link-form.tsx";
import { linkForStranger, textOf } from "./stranger-link.ts";

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
  const mayWrite = useMay("field buses", "manage");
  const [, navigate] = useLocation();
  const [taken, setTaken] = useState<DtuStranger | "any">();
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setTaken("any")}>
      {t("fieldbus.newDtu")}
    </Button>
  );
  return (
    <Stack gap="md">
      <DtuListener />
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
            ...(mayWrite && { action: add }),
          }}
          {...(mayWrite && {
            rowActions: (stranger: DtuStranger) => (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setTaken(stranger)}
                aria-label={t("fieldbus.takeOne", { address: stranger.address })}
              >
                {t("fieldbus.take")}
              </Button>
            ),
          })}
        />
      </Panel>
      <LinkForm
        isOpen={taken !== undefined}
        draft={taken === undefined || taken === "any" ? { kind: "dtu" } : linkForStranger(taken)}
        onSaved={(link) => navigate(`/links/commission?link=${link.id}`)}
        onClose={() => setTaken(undefined)}
      />
    </Stack>
  );
}
