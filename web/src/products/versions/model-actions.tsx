// What can be done with a thing model as a whole: publish its draft, bring one from a file, take it away as a file.

import { Button, Group } from "@mantine/core";
import { IconFileImport, IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../base/role.ts";
import type { Product } from "../../contract.ts";
import { ExportMenu } from "../formats/export-menu.tsx";
import { versionQueries } from "./version-calls.ts";

const PublishDialog = lazy(async () => ({ default: (await import("./publish-dialog.tsx")).PublishDialog }));
const ImportDialog = lazy(async () => ({
  default: (await import("../formats/import-dialog.tsx")).ImportDialog,
}));

export function ModelActions({ product }: { product: Product }) {
  const { t } = useTranslation();
  const mayWrite = useMay("thing models", "manage");
  const draft = useQuery(versionQueries.draft(product.productKey));
  const [open, setOpen] = useState<"publish" | "import">();
  const hasDraft = draft.data !== null && draft.data !== undefined;
  const close = () => setOpen(undefined);
  return (
    <Group gap="xs" justify="flex-end">
      {mayWrite && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileImport size={15} />}
          onClick={() => setOpen("import")}
        >
          {t("format.import")}
        </Button>
      )}
      <ExportMenu product={product} />
      {mayWrite && hasDraft && (
        <Button size="xs" leftSection={<IconRocket size={15} />} onClick={() => setOpen("publish")}>
          {t("version.publishDraft")}
        </Button>
      )}
      <Suspense>
        {open === "publish" && <PublishDialog product={product} target="draft" onClose={close} />}
        {open === "import" && <ImportDialog product={product} onClose={close} />}
      </Suspense>
    </Group>
  );
}
