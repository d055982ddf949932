// What the editors of a type and of a list of typed things share; they contain each other.

import { useTranslation } from "react-i18next";
import type { TypeDraft, TypeName } from "../draft/feature-draft.ts";
import type { ReadingErrors } from "../draft/reading.ts";

export interface TypeEditorProps {
  readonly draft: TypeDraft;
  readonly types: readonly TypeName[];
  /** Where this type stands in the feature, for its errors: `dataType`, `output.0.dataType`. */
  readonly path: string;
  readonly errors: ReadingErrors;
  readonly onChange: (draft: TypeDraft) => void;
}

/** The text of the error at a path, if there is one. */
export function useErrorText(errors: ReadingErrors): (path: string) => string | undefined {
  const { t } = useTranslation();
  return (path) => {
    const error = errors[path];
    return error === undefined ? undefined : t(`modelError.${error}`);
  };
}
