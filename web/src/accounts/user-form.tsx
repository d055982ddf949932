// Adding a person, or giving one a new first password.

import { Modal, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { FormEnd } from "../base/form-end.tsx";
import { toastDone } from "../base/toast.ts";
import { ROLES, type Role, type User } from "../contract.ts";
import { queryClient } from "../queries.ts";

function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const create = useMutation({
    mutationFn: () => api.createUser({ username: username.trim(), password, role }),
    onSuccess: () => {
      toastDone(t("user.created", { name: username.trim() }));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["users"] });
    },
  });
  const isReady = username.trim() !== "" && password !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t("login.username")}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <PasswordInput
          label={t("user.firstPassword")}
          description={t("user.firstPasswordNote")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
        />
        <Select
          label={t("user.role")}
          value={role}
          onChange={(value) => value && setRole(value as Role)}
          data={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
        <Text size="xs" c="dimmed">
          {t(`roleNote.${role}`)}
        </Text>
        <FormEnd
          error={create.error}
          isBusy={create.isPending}
          isReady={isReady}
          label={t("user.new")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function UserForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("user.new")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      <NewUser onClose={onClose} />
    </Modal>
  );
}

function ResetBody({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const reset = useMutation({
    mutationFn: () => api.updateUser(user.id, { password }),
    onSuccess: () => {
      toastDone(t("word.saved"));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") reset.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          label={t("user.firstPassword")}
          description={t("user.firstPasswordNote")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
          data-autofocus
        />
        <FormEnd
          error={reset.error}
          isBusy={reset.isPending}
          isReady={password !== ""}
          label={t("user.reset")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function PasswordReset({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={user !== undefined}
      onClose={onClose}
      title={t("user.resetTitle", { name: user?.username ?? "" })}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {user && <ResetBody user={user} onClose={onClose} />}
    </Modal>
  );
}
