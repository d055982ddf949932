// A page of a section that has several: its heading, where it belongs, and on phones the way to its neighbours.

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { NotFound } from "../base/page/not-found.tsx";
import { Page } from "../base/page.tsx";
import { Waiting } from "../base/states.tsx";
import { queries } from "../queries.ts";
import { mayGo, type Place, placeOf, type Section, sectionOf } from "./sections.ts";

export interface SectionPart {
  /** The last part of its address; "" is the section's own. */
  readonly path: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly content: () => ReactNode;
}

function Neighbours({ section, here }: { section: Section; here: Place }) {
  const { t } = useTranslation();
  const { data: user } = useQuery(queries.session());
  const list = useRef<HTMLElement>(null);
  // The row is wider than a phone: the open one is to be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another link to show
  useEffect(() => {
    const one = list.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (list.current && one)
      list.current.scrollLeft = one.offsetLeft - (list.current.clientWidth - one.offsetWidth) / 2;
  }, [here]);
  return (
    <nav className="neighbours" aria-label={section.label(t)} ref={list}>
      {section.places
        .filter((place) => user && mayGo(place, user))
        .map((place) => (
          <Link key={place.to} href={place.to} {...(place === here && { "aria-current": "page" as const })}>
            {place.label(t)}
          </Link>
        ))}
    </nav>
  );
}

/** The same for a page of a section with an address and a frame of its own; first in the page. */
export function SectionLinks() {
  const [location] = useLocation();
  const section = sectionOf(location);
  const here = section && placeOf(section, location);
  return section && here && <Neighbours section={section} here={here} />;
}

export function SectionPage({ parts, aside }: { parts: readonly SectionPart[]; aside?: ReactNode }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const { data: user } = useQuery(queries.session());
  const section = sectionOf(location);
  const place = section && placeOf(section, location);
  const part = parts.find(
    ({ path }) => place && section && place.to === (path === "" ? section.to : `${section.to}/${path}`),
  );
  if (!section || !place || !part || !user || !mayGo(place, user)) return <NotFound />;
  return (
    <Page
      title={place.label(t)}
      crumbs={[{ label: section.label(t), to: section.to }]}
      {...{ aside, lead: part.lead, actions: part.actions }}
    >
      <Neighbours section={section} here={place} />
      <Suspense fallback={<Waiting />} key={place.to}>
        {part.content()}
      </Suspense>
    </Page>
  );
}
