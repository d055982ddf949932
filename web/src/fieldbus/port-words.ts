// What serial ports are called where the server runs, and the words for it.

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { fieldbusQueries } from "./fieldbus-calls.ts";

interface KnownPort {
  readonly path: string;
  readonly device: string;
  readonly title: string;
}

export interface PortWords {
  readonly items: readonly KnownPort[];
  /** The server has looked, and there is none. */
  readonly hasNone: boolean;
  readonly label: string;
  readonly placeholder: string;
  readonly note: string;
  readonly knownNote: string;
  readonly noneText: string;
  readonly wrongText: string;
}

/** Until the server has answered, as Linux names them. */
export function usePortWords(): PortWords {
  const { t } = useTranslation();
  const { data } = useQuery(fieldbusQueries.ports());
  const items = data?.items ?? [];
  const found = { items, hasNone: data !== undefined && items.length === 0 };
  if (data?.names === "com") {
    return {
      ...{ ...found, placeholder: "COM3", label: t("comPort.label"), note: t("comPort.note") },
      knownNote: t("comPort.knownNote"),
      noneText: t("comPort.none"),
      wrongText: t("comPort.wrong"),
    };
  }
  return {
    ...{ ...found, placeholder: "/dev/ttyUSB0", label: t("fieldbus.field.path") },
    ...{ note: t("fieldbus.note.path"), knownNote: t("fieldbus.knownPortsNote") },
    ...{ noneText: t("fieldbus.noPorts"), wrongText: t("fieldbus.wrongPath") },
  };
}
