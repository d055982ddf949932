// The way from a product to a template of one's own.

import { Button } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../base/role.ts";

const SaveDialog = lazy(async () => ({ default: (await import("./own/save-dialog.tsx")).SaveDialog }));

type SaveAsTemplateProps = Omit<ComponentProps<typeof SaveDialog>, "onClose">;

/** Nothing for whoever may save none. */
export function SaveAsTemplate(props: SaveAsTemplateProps) {
  const { t } = useTranslation();
  const mayWrite = useMay("products", "manage");
  const [isOpen, setIsOpen] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconTemplate size={16} />} onClick={() => setIsOpen(true)}>
        {t("own.saveAs")}
      </Button>
      <Suspense>{isOpen && <SaveDialog {...props} onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  );
}
