// The ways to sign in beside name and password, and what became of one that led back here.

import { Button, Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { Notice } from "../../base/notice/notice.tsx";
import { OIDC_PATH, signInMethodsQuery } from "./api.ts";

/** What the server said when it sent the browser back; undefined when it did not. */
function refusal(): string | undefined {
  const code = new URLSearchParams(window.location.search).get("refused");
  if (code === null) return undefined;
  const key = `directory.refused.${code}`;
  return i18next.t((i18next.exists(key) ? key : "directory.refused.other") as never);
}

export function OtherWays() {
  const { t } = useTranslation();
  const methods = useQuery(signInMethodsQuery());
  const refused = refusal();
  const oidc = methods.data?.oidc;
  return (
    <>
      {refused !== undefined && (
        <Notice tone="bad" isUrgent>
          {refused}
        </Notice>
      )}
      {oidc && (
        <>
          <Divider label={t("directory.or")} labelPosition="center" />
          <Button component="a" href={OIDC_PATH} variant="default" size="md" fullWidth>
            {oidc.label}
          </Button>
        </>
      )}
    </>
  );
}
