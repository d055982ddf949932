// Making a role, changing one, and looking at a built-in one.

import { Button, Fieldset, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormEnd } from "../../base/form/form-end.tsx";
import { fieldErrors } from "../../base/notice/problem.ts";
import { roleText } from "../../base/role.ts";
import { toastDone } from "../../base/toast.ts";
import type { RoleScope } from "../../contract.ts";
import { MatrixTable } from "./matrix-table.tsx";
import { ScopeList } from "./scope-list.tsx";
import { type Role, type RoleDraft, refreshRoles, roleCalls, rolesQuery } from "./use-roles.ts";

/** A role to change, to look at, or to begin a new one from. */
export interface RoleTask {
  readonly role: Role | undefined;
  readonly isNew: boolean;
}

function draftOf({ role, isNew }: RoleTask): RoleDraft {
  return {
    name: isNew ? "" : (role?.name ?? ""),
    description: role?.description ?? "",
    matrix: role?.matrix ?? {},
    scopes: role?.scopes ?? [{ kind: "all" }],
  };
}

function Content({ task, onClose }: { task: RoleTask; onClose: () => void }) {
  const { t } = useTranslation();
  const areas = useQuery(rolesQuery()).data?.areas ?? [];
  const [draft, setDraft] = useState(() => draftOf(task));
  const change = (some: Partial<RoleDraft>) => setDraft((before) => ({ ...before, ...some }));
  const { role, isNew } = task;
  const save = useMutation({
    mutationFn: () => (isNew || !role ? roleCalls.create(draft) : roleCalls.update(role.roleId, draft)),
    async onSuccess() {
      toastDone(t("word.saved"));
      onClose();
      await refreshRoles();
    },
  });
  const refused = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const isReady = draft.name.trim() !== "" && draft.scopes.length > 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          {...{ label: t("roles.name"), required: true, "data-autofocus": true, value: draft.name }}
          error={refused.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Textarea
          {...{ label: t("roles.description"), autosize: true, maxRows: 4, value: draft.description }}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <Fieldset className="rights" legend={t("roles.matrix")}>
          <MatrixTable {...{ areas, value: draft.matrix }} onChange={(matrix) => change({ matrix })} />
        </Fieldset>
        <Fieldset className="rights" legend={t("scope.title")}>
          <Text size="xs" c="dimmed" mb="xs">
            {t("roles.scopeNote")}
          </Text>
          <ScopeList
            {...{ value: draft.scopes, kinds: ["group", "product"] }}
            onChange={(scopes) => change({ scopes: scopes as RoleScope[] })}
          />
        </Fieldset>
        <FormEnd
          {...{ error: save.error, isBusy: save.isPending, isReady, onClose }}
          label={isNew ? t("roles.new") : t("word.save")}
        />
      </Stack>
    </form>
  );
}

function BuiltIn({ role, onCopy }: { role: Role; onCopy: () => void }) {
  const { t } = useTranslation();
  const areas = useQuery(rolesQuery()).data?.areas ?? [];
  return (
    <Stack gap="sm">
      <Text size="sm">{t("roles.builtInNote")}</Text>
      <MatrixTable {...{ areas, value: role.matrix }} />
      <Button variant="default" onClick={onCopy}>
        {t("roles.copy")}
      </Button>
    </Stack>
  );
}

interface RoleFormProps {
  readonly task: RoleTask | undefined;
  readonly onTask: (task: RoleTask | undefined) => void;
}

export function RoleForm({ task, onTask }: RoleFormProps) {
  const { t } = useTranslation();
  const close = () => onTask(undefined);
  const role = task?.role;
  const name = role ? roleText(t, role.roleId, role.name) : "";
  const isShown = task !== undefined && !task.isNew && role?.isBuiltIn === true;
  return (
    <Modal
      opened={task !== undefined}
      onClose={close}
      title={task?.isNew ? t("roles.new") : name}
      size="xl"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {isShown && <BuiltIn role={role} onCopy={() => onTask({ role, isNew: true })} />}
      {task && !isShown && <Content key={String(task.isNew)} {...{ task, onClose: close }} />}
    </Modal>
  );
}
