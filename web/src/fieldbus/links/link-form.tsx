// Making or changing a link.

import { Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LINK_KINDS } from "../../../../src/spine/fieldbus.ts";
import { DraftForm, FormDrawer, useDraft } from "../../base/form/draft-form.tsx";
import { ExplainedChoice } from "../../base/form/explained-choice.tsx";
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
  const state = useDraft<LinkDraft>(() => (link ? draftLink(link.settings) : { ...NEW_LINK, ...known }));
  const { draft, put, isTried } = state;
  const read = readLink(draft);
  const save = useMutation({
    mutationFn: (settings: LinkSettings) =>
      link ? fieldbusCalls.saveLink(settings, link) : fieldbusCalls.createLink(settings),
    onSuccess: (saved) => {
      refreshLinks();
      toastDone(link ? t("word.saved") : t("fieldbus.linkCreated", { name: saved.settings.name }));
      onSaved(saved);
    },
  });
  const props: DraftProps = { draft, put, wrong: isTried ? read.wrong : new Set() };
  const { settings } = read;
  return (
    <DraftForm
      state={state}
      error={save.error}
      isBusy={save.isPending}
      label={t(link ? "word.save" : "fieldbus.create")}
      onClose={onClose}
      onSave={settings && (() => save.mutate(settings))}
    >
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
    </DraftForm>
  );
}

export function LinkForm({ isOpen, ...props }: LinkFormProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const { link, draft, onClose } = props;
  const title = link ? t("fieldbus.editLink", { name: link.settings.name }) : t("fieldbus.newLink");
  return (
    <FormDrawer isOpen={isOpen} size="lg" title={title} onClose={onClose}>
      {link ? (
        <EditOf key={link.id} path={linkPath(link.id)}>
          {(held) => <LinkFields {...props} link={held} />}
        </EditOf>
      ) : (
        <LinkFields key={draft?.sign ?? 0} {...props} />
      )}
    </FormDrawer>
  );
}
