// Making and changing an API key.

import { Modal, Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api.ts";
import { SchemaForm } from "../../base/schema-form/schema-form.tsx";
import { toastDone } from "../../base/toast.ts";
import { EditOf } from "../../edit/held.tsx";
import { queryClient } from "../../queries.ts";
import type { ApplicationKey, CreatedKey } from "../contract.ts";
import { KeyRights, rightsBody, rightsOf } from "./key-rights.tsx";
import { KeySecret } from "./key-secret.tsx";

const FIELDS = ["name", "description", "expiresAt"];
const refresh = () => queryClient.invalidateQueries({ queryKey: ["keys"] });

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [rights, setRights] = useState(() => rightsOf());
  const [isSigned, setIsSigned] = useState(false);
  const [created, setCreated] = useState<CreatedKey>();
  if (created !== undefined) return <KeySecret created={created} onClose={onClose} />;
  return (
    <SchemaForm
      {...{ operation: "createApiKey", fields: FIELDS, texts: "key", kinds: { expiresAt: "day" } }}
      submitLabel={t("key.new")}
      onSubmit={async (body) => {
        const draft = { ...body, ...rightsBody(rights), isSigned: isSigned && rights.actions.length > 0 };
        setCreated(await api.createKey(draft as unknown as Parameters<typeof api.createKey>[0]));
        await refresh();
      }}
      onClose={onClose}
    >
      {() => (
        <KeyRights value={rights} onChange={setRights}>
          <Switch
            {...{ label: t("signing.switch"), description: t("signing.switchNote"), checked: isSigned }}
            onChange={(event) => setIsSigned(event.currentTarget.checked)}
          />
        </KeyRights>
      )}
    </SchemaForm>
  );
}

function ChangedKey({ one, onClose }: { one: ApplicationKey; onClose: () => void }) {
  const { t } = useTranslation();
  const [rights, setRights] = useState(() => rightsOf(one));
  const { name, description, expiresAt } = one;
  return (
    <SchemaForm
      {...{ operation: "updateApiKey", fields: FIELDS, texts: "key", kinds: { expiresAt: "day" } }}
      values={{ name, description, expiresAt }}
      isChange
      submitLabel={t("word.save")}
      onSubmit={async (body) => {
        await api.updateKey(one.keyId, { ...body, ...rightsBody(rights) }, one);
        toastDone(t("word.saved"));
        onClose();
        await refresh();
      }}
      onClose={onClose}
    >
      {() => <KeyRights value={rights} onChange={setRights} />}
    </SchemaForm>
  );
}

/** `one` is the key to change; `"new"` makes one. */
export function KeyForm({ one, onClose }: { one: ApplicationKey | "new" | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={one !== undefined}
      onClose={onClose}
      title={one === "new" ? t("key.new") : t("key.change", { name: one?.name ?? "" })}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {one === "new" && <NewKey onClose={onClose} />}
      {one !== "new" && one && (
        <EditOf path={`/api-keys/${encodeURIComponent(one.keyId)}` as const}>
          {(fresh) => <ChangedKey one={fresh} onClose={onClose} />}
        </EditOf>
      )}
    </Modal>
  );
}
