// A tinted line or block that says how something stands; calm colours of our own in both schemes.

import { Alert } from "@mantine/core";
import type { ReactNode } from "react";

interface NoticeProps {
  readonly tone: "ok" | "warn" | "bad" | "idle";
  readonly icon?: ReactNode;
  readonly title?: ReactNode;
  /** True for what has to be read out at once. */
  readonly isUrgent?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Notice({ tone, icon, title, isUrgent = false, className = "", children }: NoticeProps) {
  return (
    <Alert
      className={`notice ${className}`}
      data-tone={tone}
      icon={icon}
      title={title}
      role={isUrgent ? "alert" : "status"}
    >
      {children}
    </Alert>
  );
}
