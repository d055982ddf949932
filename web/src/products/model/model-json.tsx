// The thing model as JSON, as it stands in the editor: to read and to copy.

import { useTranslation } from "react-i18next";
import { CodeBlock } from "../../base/copy.tsx";
import type { ThingModel } from "../../contract.ts";

export function ModelJson({ model }: { model: ThingModel }) {
  const { t } = useTranslation();
  return (
    <div className="sheet-json">
      <CodeBlock code={JSON.stringify(model, null, 2)} label={t("model.title")} />
    </div>
  );
}
