// Making or changing a link.

import { Drawer, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { LINK_KINDS } from "../../../../src/spine/fieldbus.ts";
import { ExplainedChoice } from "../../base/form/explained-choice.tsx";
import { FormEnd } from "../../base/form/form-end.tsx";
import { toastDone } from "../../base/toast.ts";
import { EditOf } from "../../edit/held.tsx";
import type { FieldLink, LinkSettings } from "../contract.ts";
import { fieldbusCalls, linkPath, refreshLinks } from "../fieldbus-calls.ts";
import { type DraftProps, DraftText } from "./draft-field.tsx";
import { DtuListener } from "./dtu-listener.tsx";
import { draftLink, type LinkDraft, NEW_LINK, readLink } from "./link-draft.ts";
import { TransportFields } from "./transport-fields.tsx";

export interface LinkFormProps {
  /** Undefined: a new one. */
  readonly link?: FieldLink;
  /** Of a new one, what is known already. */
  readonly draft?: Partial<LinkDraft>;
  readonly onSaved: (link: FieldLink) => void;
  readonly onClose: () => void;
}

/** Where people put another port than Modbus TCP's. */
function withKind(draft: LinkDraft, kind: LinkDraft["kind"]): Partial<LinkDraft> {
  const isUsual = draft.port === "502" || draft.port === "8899";
  return { kind, ...(isUsual && { port: kind === "rtuTcp" ? "8899" : "502" }) };
}

function Timing({ props }: { props: DraftProps }) {
  const { t } = useTranslation();
  return (
    <details className="further">
      <summary>{t("fieldbus.timing")}</summary>
      <Stack gap="sm" mt="sm">
        <Group grow align="flex-start">
          <DraftText name="timeoutMs" props={props} isNumber />
          <DraftText name="connectTimeoutMs" props={props} isNumber />
        </Group>
        <Group grow align="flex-start">
          <DraftText name="retries" props={props} isNumber />
          <DraftText name="retryGapMs" props={props} isNumber />
        </Group>
        <DraftText name="gapMs" props={props} isNumber />
        <DraftText name="keepAliveMs" props={props} isNumber />
      </Stack>
    </details>
  );
}

export function LinkFields({ link, draft: known, onSaved, onClose }: LinkFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<LinkDraft>(() =>
    link ? draftLink(link.settings) : { ...NEW_LINK, ...known },
  );
  const [isTried, setIsTried] = useState(false);
  const read = readLink(draft);
  const save = useMutation({
    mutationFn: (settings: LinkSettings) =>
      link ? fieldbusCalls.saveLink(settings, link) : fieldbusCalls.createLink(settings),
    onSuccess: (saved) => {
      refreshLinks();
      toastDone(t("word.saved"));
      onSaved(saved);
    },
  });
  const put = (change: Partial<LinkDraft>) => setDraft((before) => ({ ...before, ...change }));
  const props: DraftProps = { draft, put, wrong: isTried ? read.wrong : new Set() };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setIsTried(true);
    if (read.settings) save.mutate(read.settings);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <DraftText name="name" props={props} placeholder={t("fieldbus.nameExample")} isNeeded />
        <ExplainedChoice
          label={t("fieldbus.field.kind")}
          value={draft.kind}
          options={LINK_KINDS.map((value) => ({
            value,
            label: t(`fieldbus.kind.${value}`),
            note: t(`fieldbus.kindNote.${value}`),
          }))}
          onChange={(kind) => put(withKind(draft, kind))}
        />
        {draft.kind === "dtu" && <DtuListener />}
        <TransportFields {...props} />
        <Timing props={props} />
        <FormEnd
          error={save.error}
          isBusy={save.isPending}
          isReady={!isTried || read.settings !== undefined}
          label={t(link ? "word.save" : "fieldbus.create")}
          onClose={onClose}
        />
      </Stack>
    </form>
  );
}

export function LinkForm({ isOpen, ...props }: LinkFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={props.onClose}
      position="right"
      size="lg"
      title={props.link ? t("fieldbus.editLink", { name: props.link.settings.name }) : t("fieldbus.newLink")}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {props.link ? (
        <EditOf key={props.link.id} path={linkPath(props.link.id)}>
          {(link) => <LinkFields {...props} link={link} />}
        </EditOf>
      ) : (
        <LinkFields key={props.draft?.sign ?? 0} {...props} />
      )}
    </Drawer>
  );
}
