// Adding a person, changing what one may do, or giving one a new first password.

import { Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { SchemaForm } from "../base/schema-form/schema-form.tsx";
import { toastDone } from "../base/toast.ts";
import { ROLES, type User } from "../contract.ts";
import { queryClient } from "../queries.ts";

const refresh = () => queryClient.invalidateQueries({ queryKey: ["users"] });

/** What the chosen role may do. */
function RoleNote({ role }: { role: unknown }) {
  const { t } = useTranslation();
  const known = ROLES.find((one) => one === role);
  return (
    <Text size="xs" c="dimmed">
      {known && t(`roleNote.${known}`)}
    </Text>
  );
}

function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <SchemaForm
      {...{ operation: "createUser", texts: "user", kinds: { password: "secret" } }}
      fields={["username", "password", "role", "mustChangePassword"]}
      values={{ role: "viewer" }}
      submitLabel={t("user.new")}
      onSubmit={async (body) => {
        await api.createUser(body as unknown as Parameters<typeof api.createUser>[0]);
        toastDone(t("user.created", { name: String(body.username) }));
        onClose();
        await refresh();
      }}
      onClose={onClose}
    >
      {({ role }) => <RoleNote role={role} />}
    </SchemaForm>
  );
}

interface ChangeProps {
  readonly user: User;
  readonly field: "role" | "password";
  readonly onClose: () => void;
}

function ChangedUser({ user, field, onClose }: ChangeProps) {
  const { t } = useTranslation();
  return (
    <SchemaForm
      {...{ operation: "updateUser", texts: "user", kinds: { password: "secret" }, fields: [field] }}
      values={{ role: user.role }}
      isChange
      submitLabel={field === "role" ? t("word.save") : t("user.reset")}
      onSubmit={async (body) => {
        await api.updateUser(user.id, body);
        toastDone(t("word.saved"));
        onClose();
        await refresh();
      }}
      onClose={onClose}
    >
      {({ role }) => field === "role" && <RoleNote role={role} />}
    </SchemaForm>
  );
}

export type UserTask = "new" | { readonly user: User; readonly field: ChangeProps["field"] };

export function UserForm({ task, onClose }: { task: UserTask | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const name = task === undefined || task === "new" ? "" : task.user.username;
  const isReset = task !== undefined && task !== "new" && task.field === "password";
  return (
    <Modal
      opened={task !== undefined}
      onClose={onClose}
      title={task === "new" ? t("user.new") : t(isReset ? "user.resetTitle" : "user.roleTitle", { name })}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {task === "new" && <NewUser onClose={onClose} />}
      {task !== undefined && task !== "new" && <ChangedUser {...task} onClose={onClose} />}
    </Modal>
  );
}
