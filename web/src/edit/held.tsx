// What a form edits, held still while somebody types: what others save meanwhile takes nothing away.

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { DirtyContext } from "../base/page/leave-guard.tsx";
import { Loaded } from "../base/states.tsx";
import { get } from "../call.ts";
import type { Answer, Path } from "../call-types.ts";
import { useReloads } from "./conflict.ts";
import { etagOf } from "./etag.ts";

/** Begins anew whenever somebody chose another's version; follows what is new while `isStill` is false. */
function useHeld<T extends object>(value: T, isStill: boolean) {
  const reloads = useReloads();
  const [kept, setKept] = useState({ held: value, reloads });
  const isNew = kept.reloads !== reloads || (!isStill && kept.held !== value);
  const take = () => setKept({ held: value, reloads });
  if (isNew) take();
  return { ...(isNew ? { held: value, reloads } : kept), take };
}

/**
 * What a drawer over a page edits: as it was when `take` was called, or since somebody chose another's version.
 * `reloads` is another one then: the key of the form.
 */
export function useBasis<T extends object>(value: T): { held: T; reloads: number; take: () => void } {
  return useHeld(value, true);
}

interface HeldProps<T> {
  /** As it was read last. */
  readonly value: T;
  /**
   * `edition` is another one when the content is: the key of a form that begins anew then. `reloads` is another one
   * only where somebody asked for it.
   */
  readonly children: (held: T, edition: string, reloads: number) => ReactNode;
}

/** For a form on a page, which says by LeaveGuard that something in it is not saved. */
export function Held<T extends object>({ value, children }: HeldProps<T>) {
  const [isDirty, setIsDirty] = useState(false);
  const { held, reloads } = useHeld(value, isDirty);
  return (
    <DirtyContext value={setIsDirty}>{children(held, `${etagOf(held)} ${reloads}`, reloads)}</DirtyContext>
  );
}

function Firm<T extends object>({ value, children }: { value: T; children: (held: T) => ReactNode }) {
  const { held, reloads } = useHeld(value, true);
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every form that begins, also anew
  useEffect(() => {
    place.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }, [reloads]);
  return (
    <div ref={place} key={reloads}>
      {children(held)}
    </div>
  );
}

/** The path is one of the API, which EditOf asks for. */
const read = get as unknown as <P extends string>(path: P) => Promise<Answer<P, "GET">>;

interface EditOfProps<P extends string> {
  /** Where the one thing is read that is edited; lists do not say which version they show. */
  readonly path: P & Path<P, "GET">;
  readonly children: (value: Answer<P, "GET">) => ReactNode;
}

/** For a form in a dialog: reads the thing when it opens. */
export function EditOf<const P extends string>({ path, children }: EditOfProps<P>) {
  const query = useQuery({
    queryKey: ["edit", path],
    queryFn: () => read(path),
    ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false },
  });
  return (
    <Loaded query={query}>
      {(value) => <Firm value={value as object}>{(held) => children(held as typeof value)}</Firm>}
    </Loaded>
  );
}
