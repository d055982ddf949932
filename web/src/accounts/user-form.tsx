// Adding a person, changing what one may do, or giving one a new first password.

import { Modal, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { SchemaForm } from "../base/schema-form/schema-form.tsx";
import { toastDone } from "../base/toast.ts";
import { ROLES, type User } from "../contract.ts";
import { ONE_FIELD } from "../edit/edit.ts";
import { EditOf } from "../edit/held.tsx";
import { queryClient } from "../queries.ts";
import { useRoleChoices, useRoles } from "./roles/use-roles.ts";

const refresh = () => queryClient.invalidateQueries({ queryKey: ["users"] });

/** What a role may do. */
export function RoleNote({ role }: { role: string }) {
  const { t } = useTranslation();
  const known = ROLES.find((one) => one === role);
  const made = useRoles().find(({ roleId }) => roleId === role);
  return (
    <Text size="xs" c="dimmed">
      {known ? t(`roleNote.${known}`) : made?.description}
    </Text>
  );
}

interface RoleChoiceProps {
  readonly value: string;
  readonly onChange: (role: string) => void;
}

function RoleChoice({ value, onChange }: RoleChoiceProps) {
  const { t } = useTranslation();
  const data = useRoleChoices();
  return (
    <>
      <Select
        {...{ label: t("user.role"), value, data, allowDeselect: false, searchable: data.length > 8 }}
        onChange={(role) => role !== null && onChange(role)}
      />
      <RoleNote role={value} />
    </>
  );
}

function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [role, setRole] = useState("viewer");
  return (
    <SchemaForm
      {...{ operation: "createUser", texts: "user", kinds: { password: "secret" } }}
      fields={["username", "password", "mustChangePassword"]}
      submitLabel={t("user.new")}
      onSubmit={async (body) => {
        await api.createUser({ ...body, role } as unknown as Parameters<typeof api.createUser>[0]);
        toastDone(t("user.created", { name: String(body.username) }));
        onClose();
        await refresh();
      }}
      onClose={onClose}
    >
      {() => <RoleChoice value={role} onChange={setRole} />}
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
  const [role, setRole] = useState(user.role);
  const fields = field === "role" ? [] : [field];
  return (
    <SchemaForm
      {...{ operation: "updateUser", texts: "user", kinds: { password: "secret" }, fields }}
      isChange
      submitLabel={field === "role" ? t("word.save") : t("user.reset")}
      onSubmit={async (body) => {
        if (field === "role") await api.updateUser(user.id, { role }, user);
        else await api.updateUser(user.id, body, ONE_FIELD);
        toastDone(t("word.saved"));
        onClose();
        await refresh();
      }}
      onClose={onClose}
    >
      {() => field === "role" && <RoleChoice value={role} onChange={setRole} />}
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
      {task !== undefined && task !== "new" && (
        <EditOf path={`/users/${task.user.id}` as const}>
          {(user) => <ChangedUser {...task} user={user} onClose={onClose} />}
        </EditOf>
      )}
    </Modal>
  );
}
