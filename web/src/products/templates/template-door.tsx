// In the form of a new product: the way to the templates.

import { Anchor } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Notice } from "../../base/notice/notice.tsx";

export function TemplateDoor() {
  const { t } = useTranslation();
  return (
    <Notice tone="idle" icon={<IconTemplate size={18} />}>
      {t("template.door")}{" "}
      <Anchor component={Link} href="/product-templates" size="sm">
        {t("template.doorLink")}
      </Anchor>
    </Notice>
  );
}
