// One field of a link's form, labelled and explained by its name.

import { Select, Switch, TextInput } from "@mantine/core";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { type LinkDraft, type LinkField, wrongText } from "./link-draft.ts";

export interface DraftProps {
  readonly draft: LinkDraft;
  readonly wrong: ReadonlySet<LinkField>;
  readonly put: (change: Partial<LinkDraft>) => void;
}

type TextName = { [K in LinkField]: LinkDraft[K] extends string ? K : never }[LinkField];
type FlagName = { [K in LinkField]: LinkDraft[K] extends boolean ? K : never }[LinkField];

function noteOf(name: LinkField): string | undefined {
  const key = `fieldbus.note.${name}`;
  return i18next.exists(key) ? i18next.t(key as never) : undefined;
}

interface TextFieldProps {
  readonly name: Exclude<TextName, "kind" | "parity" | "framing" | "by" | "heartbeatAs">;
  readonly props: DraftProps;
  readonly isNumber?: boolean;
  readonly isNeeded?: boolean;
  readonly placeholder?: string;
  readonly label?: string;
}

export function DraftText({ name, props, isNumber, isNeeded, placeholder, label }: TextFieldProps) {
  const { t } = useTranslation();
  const { draft, wrong, put } = props;
  const note = noteOf(name);
  return (
    <TextInput
      label={label ?? t(`fieldbus.field.${name}`)}
      {...(note !== undefined && { description: note })}
      {...(placeholder !== undefined && { placeholder })}
      {...(isNumber && { inputMode: "numeric" as const })}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
      error={wrong.has(name) && wrongText(name, draft, t)}
      withAsterisk={isNeeded ?? false}
      spellCheck={false}
      autoCapitalize="none"
    />
  );
}

export function DraftFlag({ name, props }: { name: FlagName; props: DraftProps }) {
  const { t } = useTranslation();
  const note = noteOf(name);
  return (
    <Switch
      label={t(`fieldbus.flag.${name}`)}
      {...(note !== undefined && { description: note })}
      checked={props.draft[name]}
      onChange={(event) => props.put({ [name]: event.currentTarget.checked })}
    />
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function DraftChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Select
      label={label}
      value={value}
      data={options.map((option) => ({ ...option }))}
      onChange={(chosen) => chosen !== null && onChange(chosen as T)}
      allowDeselect={false}
    />
  );
}
