// A form made from what the server says it takes: the body of one operation in its OpenAPI document.

import { Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormEnd } from "../form/form-end.tsx";
import { fieldErrors } from "../notice/problem.ts";
import { useDirty } from "../page/leave-guard.tsx";
import { Loaded } from "../states.tsx";
import { apiDocumentQuery, bodySchemaOf, type Field, fieldsOf, problemOfField } from "./schema.ts";
import { type FieldKind, SchemaField } from "./schema-field.tsx";

type Values = Readonly<Record<string, unknown>>;

export interface SchemaFormProps {
  /** `operationId` of the OpenAPI document. */
  readonly operation: string;
  /** Which fields, in which order; all of them when absent. */
  readonly fields?: readonly string[];
  /** What stands there at first, and what a field that is not shown sends. */
  readonly values?: Values;
  readonly kinds?: Readonly<Record<string, FieldKind>>;
  /**
   * Where the texts are: `<texts>.<field>` labels it, `<texts>.<field>Note` explains it, and an enumeration's words
   * are `<field>.<word>`; without them the schema's own description serves.
   */
  readonly texts: string;
  readonly submitLabel: string;
  /** True for a PATCH: only what differs from `values` is sent. */
  readonly isChange?: boolean;
  /** Sends; a rejection is shown at its fields and above the buttons. */
  readonly onSubmit: (body: Values) => Promise<unknown>;
  readonly onClose?: () => void;
  /** Between the fields and the buttons. */
  readonly children?: (values: Values) => ReactNode;
}

function textOf(key: string): string | undefined {
  return i18next.exists(key) ? i18next.t(key as never) : undefined;
}

function bodyOf(
  fields: readonly Field[],
  values: Values,
  { values: before = {}, isChange }: SchemaFormProps,
): Values {
  const shown = fields.flatMap(({ name, isNullable }): [string, unknown][] => {
    const value = typeof values[name] === "string" ? values[name].trim() : values[name];
    if (isChange && value === before[name]) return [];
    if (value === undefined || (value === "" && isNullable)) return isNullable ? [[name, null]] : [];
    return [[name, value]];
  });
  const names = new Set(fields.map((field) => field.name));
  const hidden = isChange ? [] : Object.entries(before).filter(([name]) => !names.has(name));
  return Object.fromEntries([...hidden, ...shown]);
}

function Fields({ fields, props }: { fields: readonly Field[]; props: SchemaFormProps }) {
  const { t } = useTranslation();
  const [first] = useState<Values>(() => ({
    ...Object.fromEntries(fields.map(({ name, schema }) => [name, schema.default])),
    ...props.values,
  }));
  const [values, setValues] = useState(first);
  const [isTried, setIsTried] = useState(false);
  const send = useMutation({ mutationFn: () => props.onSubmit(bodyOf(fields, values, props)) });
  useDirty(values !== first && !send.isSuccess);
  const refused = fieldErrors(send.error);
  const problemText = (field: Field): string | undefined => {
    const problem = problemOfField(field, values[field.name]);
    if (problem === undefined) return refused[field.name];
    // What nobody has filled in yet is not wrong before it is sent.
    if (!isTried && problem.key === "required") return undefined;
    const note = textOf(`${props.texts}.${field.name}Note`);
    if (problem.key === "pattern") return note ?? t("form.pattern");
    return t(`form.${problem.key}`, { limit: "limit" in problem ? problem.limit : 0 });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setIsTried(true);
    if (fields.every((field) => problemOfField(field, values[field.name]) === undefined)) send.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {fields.map((field, at) => {
          const { name, schema } = field;
          return (
            <SchemaField
              key={name}
              field={field}
              kind={props.kinds?.[name]}
              label={textOf(`${props.texts}.${name}`) ?? name}
              note={textOf(`${props.texts}.${name}Note`) ?? schema.description}
              error={problemText(field)}
              value={values[name]}
              onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
              nameOf={(word) => textOf(`${name}.${word}`) ?? word}
              isFirst={at === 0}
            />
          );
        })}
        {props.children?.(values)}
        <FormEnd
          error={send.error}
          isBusy={send.isPending}
          isReady
          label={props.submitLabel}
          onClose={props.onClose}
        />
      </Stack>
    </form>
  );
}

export function SchemaForm(props: SchemaFormProps) {
  const document = useQuery(apiDocumentQuery());
  return (
    <Loaded query={document}>
      {(loaded) => {
        const schema = bodySchemaOf(loaded, props.operation);
        if (schema === undefined) throw new Error(`the API has no operation ${props.operation} with a body`);
        return <Fields fields={fieldsOf(loaded, schema, props.fields)} props={props} />;
      }}
    </Loaded>
  );
}
