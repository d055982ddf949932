// What a page that fails while it is drawn leaves: words and a way on, in place of an empty window.

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../notice/notice.tsx";

function Broken() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <Notice tone="bad" isUrgent icon={<IconAlertTriangle size={18} />} title={t("problem.broken")}>
        <p className="broken-text">{t("problem.brokenText")}</p>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          onClick={() => window.location.reload()}
        >
          {t("problem.reload")}
        </Button>
      </Notice>
    </div>
  );
}

interface PageBoundaryProps {
  /** Another one, another try. */
  readonly page: string;
  readonly children: ReactNode;
}

/** Also takes parts of the program that do not load: the server is away, or it was updated and has them no more. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidUpdate(before: PageBoundaryProps): void {
    if (before.page !== this.props.page && this.state.isBroken) this.setState({ isBroken: false });
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}
