// Bringing a template of one's own to what a product is now: the difference first.

import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failed, Loaded } from "../../../base/states.tsx";
import { toastDone } from "../../../base/toast.ts";
import { DifferencesTitle } from "../../formats/file-import.tsx";
import { registerMapQuery } from "../../registers/register-calls.ts";
import { DifferenceList } from "./difference-list.tsx";
import { draftOf, verificationOf, wrongFields } from "./facts-draft.ts";
import { VerifiedFields } from "./facts-fields.tsx";
import { ownCalls, type ReplacementPlan, refreshTemplates } from "./own-calls.ts";

interface ReplacementProps {
  readonly id: string;
  readonly name: string;
  readonly productKey: string;
  readonly onDone: () => void;
}

type FormProps = ReplacementProps & {
  readonly plan: ReplacementPlan;
  /** Of the product's own register map. */
  readonly isMarked: boolean;
};

function Form({ name, productKey, plan, isMarked, onDone }: FormProps) {
  const { t } = useTranslation();
  const { differences, template } = plan;
  // The mark goes with the registers that it was of; whoever compared the new ones says so.
  const isLost = differences.some(({ path, kind }) => path === "verification" && kind === "removed");
  const asksMark = template.registerMap.points.length > 0 && template.verification === null;
  const [draft, setDraft] = useState(() => ({
    ...draftOf(
      { ...template, family: template.family },
      { unit: template.registerMap.unit, verification: null },
    ),
    isVerified: asksMark && isMarked,
  }));
  const wrong = wrongFields(draft);
  const replace = useMutation({
    mutationFn: () => {
      const said = asksMark ? verificationOf(draft, null) : {};
      return ownCalls.replace(plan.basis, { productKey, ...said });
    },
    onSuccess: () => {
      refreshTemplates();
      toastDone(t("own.replaced", { name }));
      onDone();
    },
  });
  const isMarking = asksMark && draft.isVerified;
  return (
    <Stack gap="md">
      <DifferencesTitle />
      <DifferenceList differences={differences} />
      {asksMark && (differences.length > 0 || isMarking) && (
        <VerifiedFields
          draft={draft}
          put={(change) => setDraft((before) => ({ ...before, ...change }))}
          wrong={wrong}
          note={isLost ? t("own.markLost") : undefined}
        />
      )}
      {replace.isError && <Failed error={replace.error} />}
      <Group justify="flex-end">
        <Button
          loading={replace.isPending}
          disabled={(differences.length === 0 && !isMarking) || (isMarking && wrong.has("verifiedUnit"))}
          onClick={() => replace.mutate()}
        >
          {t("own.replace")}
        </Button>
      </Group>
    </Stack>
  );
}

export function Replacement(props: ReplacementProps) {
  const { id, productKey } = props;
  const map = useQuery(registerMapQuery(productKey));
  const plan = useQuery({
    queryKey: ["product-template", id, "difference", productKey],
    queryFn: () => ownCalls.plan(id, productKey),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Loaded query={map}>
      {({ isVerified }) => (
        <Loaded query={plan}>
          {(told) => (
            <Form key={`${id} ${productKey}`} {...props} plan={told} isMarked={isVerified ?? false} />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
