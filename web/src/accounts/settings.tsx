// The person's own account, and what administrators look after.

import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { KeyList } from "../access/keys/key-list.tsx";
import { MqttAccess } from "../access/rule-list.tsx";
import { Mark } from "../base/page/mark.tsx";
import { Panel } from "../base/panel.tsx";
import { ZoneChoice } from "../base/person/zone-choice.tsx";
import { roleText } from "../base/role.ts";
import { queries } from "../queries.ts";
import { SectionPage } from "../shell/section-page.tsx";
import { siteText, useSite } from "../telemetry/site.ts";
import { AuditTrail } from "./audit/audit-trail.tsx";
import { signInMethodsQuery } from "./directory/api.ts";
import { Directories } from "./directory/directories.tsx";
import { PasswordForm } from "./password.tsx";
import { RoleList } from "./roles/role-list.tsx";
import { FactorPanel } from "./security/factor-panel.tsx";
import { PolicyPanel } from "./security/policy.tsx";
import { RequiredFactor } from "./security/required-factor.tsx";
import { OwnSessions } from "./security/session-list.tsx";
import { RoleNote } from "./user-form.tsx";
import { UserList } from "./user-list.tsx";

function Account() {
  const { t } = useTranslation();
  const { data: user } = useQuery(queries.session());
  const methods = useQuery(signInMethodsQuery());
  const site = useSite();
  if (!user) return null;
  // Whoever a provider sends here is asked for a second factor there.
  const asksPassword = user.hasPassword || methods.data?.ldap === true;
  return (
    <Stack gap="md">
      <Panel title={t("setting.account")}>
        <dl className="facts">
          <div>
            <dt>{t("login.username")}</dt>
            <dd>{user.username}</dd>
          </div>
          <div>
            <dt>{t("user.role")}</dt>
            <dd>
              {roleText(t, user.role, user.roleName)}
              <RoleNote role={user.role} />
            </dd>
          </div>
          {site && (
            <div>
              <dt>{t("setting.site")}</dt>
              <dd>{siteText(t, site)}</dd>
            </div>
          )}
        </dl>
        <ZoneChoice mt="md" />
      </Panel>
      <Panel title={t("password.submit")}>
        {user.hasPassword ? <PasswordForm /> : <Text size="sm">{t("directory.noPassword")}</Text>}
      </Panel>
      {asksPassword && <FactorPanel />}
      <OwnSessions />
    </Stack>
  );
}

function SignInRules() {
  return (
    <Stack gap="md">
      <PolicyPanel />
      <RequiredFactor />
    </Stack>
  );
}

function About() {
  const { t } = useTranslation();
  const overview = useQuery(queries.overview());
  const links = [
    ["/openapi/docs", t("shell.apiDocs")],
    ["/openapi/v1/openapi.json", "OpenAPI 3.1"],
    ["/metrics", t("setting.metrics")],
  ] as const;
  return (
    <Panel title={t("setting.about")}>
      <Stack gap="sm">
        <Mark size={34} />
        <Text size="sm">{t("setting.aboutText")}</Text>
        <dl className="facts">
          <div>
            <dt>{t("ops.version")}</dt>
            <dd>{overview.data?.process.version ?? "–"}</dd>
          </div>
          <div>
            <dt>{t("setting.licence")}</dt>
            <dd>Apache-2.0</dd>
          </div>
          <div>
            <dt>{t("setting.links")}</dt>
            <dd>
              <Stack gap={4}>
                {links.map(([href, label]) => (
                  <Anchor key={href} href={href} target="_blank" rel="noreferrer" size="sm">
                    {label}
                  </Anchor>
                ))}
              </Stack>
            </dd>
          </div>
        </dl>
      </Stack>
    </Panel>
  );
}

export function Settings() {
  const { t } = useTranslation();
  return (
    <SectionPage
      parts={[
        { path: "", content: () => <Account /> },
        { path: "users", lead: t("user.note"), content: () => <UserList /> },
        { path: "roles", lead: t("roles.note"), content: () => <RoleList /> },
        { path: "sign-in", lead: t("signIn.note"), content: () => <SignInRules /> },
        { path: "directories", lead: t("directory.note"), content: () => <Directories /> },
        { path: "keys", lead: t("key.note"), content: () => <KeyList /> },
        { path: "mqtt", lead: t("acl.note"), content: () => <MqttAccess /> },
        { path: "audit", lead: t("audit.note"), content: () => <AuditTrail /> },
        { path: "about", content: () => <About /> },
      ]}
    />
  );
}
