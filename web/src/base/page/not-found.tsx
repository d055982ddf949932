// An address that names no page.

import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Page } from "../page.tsx";
import { Panel } from "../panel.tsx";
import { Empty } from "../states.tsx";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("shell.notFound")}>
      <Panel>
        <Empty
          icon={<IconMapQuestion size={24} />}
          title={t("shell.notFound")}
          text={t("shell.notFoundText")}
          action={
            <Button component={Link} href="/" mt="xs">
              {t("overview.title")}
            </Button>
          }
        />
      </Panel>
    </Page>
  );
}
