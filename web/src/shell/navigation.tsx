// The way to every page: sections by what people come to do, with the pages of the open one beneath it.

import { Badge, NavLink } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { formatCount } from "../base/quantity.ts";
import { mayDo, reachesAll } from "../base/role.ts";
import type { SessionUser } from "../contract.ts";
import { queries } from "../queries.ts";
import { mayGo, type Place, placeOf, SECTIONS, type Section, sectionOf } from "./sections.ts";

type Counts = Readonly<Record<NonNullable<Place["count"]>, number>>;

/** What waits for somebody; the same answers that the overview asks for. */
function useCounts(): Counts {
  const { data: user } = useQuery(queries.session());
  const isWhole = user !== undefined && user !== null && reachesAll(user) && mayDo(user, "access", "read");
  const diagnosis = useQuery({ ...queries.diagnosis(), enabled: isWhole });
  const overview = useQuery({ ...queries.overview(), refetchInterval: 10_000 });
  return {
    unknown: diagnosis.data?.unknownDevices ?? 0,
    letters: overview.data?.deadLetters ?? 0,
  };
}

interface LinksProps {
  readonly section: Section;
  readonly user: SessionUser;
  readonly counts: Counts;
}

function SubLinks({ section, user, counts }: LinksProps) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const here = placeOf(section, location);
  const shown = section.places.filter((place) => mayGo(place, user));
  return (
    <div className="nav-places">
      {shown.map((place) => {
        const count = place.count === undefined ? 0 : counts[place.count];
        return (
          <NavLink
            key={place.to}
            component={Link}
            href={place.to}
            label={place.label(t)}
            active={place === here}
            {...(place === here && { "aria-current": "page" as const })}
            rightSection={
              count > 0 && (
                <Badge size="sm" variant="default" className="nav-count">
                  {formatCount(count)}
                </Badge>
              )
            }
            className="nav-link nav-sub"
          />
        );
      })}
    </div>
  );
}

/** A section of which no page is open to the person leads nowhere. */
function isOpenTo({ places }: Section, user: SessionUser): boolean {
  return places.length === 0 || places.some((place) => mayGo(place, user));
}

export function Navigation({ user }: { user: SessionUser }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const counts = useCounts();
  const open = sectionOf(location);
  return (
    <>
      <div className="grow nav-sections">
        {SECTIONS.filter((section) => isOpenTo(section, user)).map((section) => {
          const { to, icon: Icon, places } = section;
          const isOpen = to === "/" ? location === "/" : section === open;
          // Where a page of its own is marked beneath, the section is only open, not the page itself.
          const isPage = isOpen && (places.length === 0 || placeOf(section, location) === undefined);
          return (
            <div key={to}>
              <NavLink
                component={Link}
                href={to}
                label={section.label(t)}
                active={isOpen}
                {...(isPage && { "aria-current": "page" as const })}
                leftSection={<Icon size={18} stroke={1.7} aria-hidden="true" />}
                className="nav-link"
              />
              {isOpen && places.length > 0 && <SubLinks section={section} user={user} counts={counts} />}
            </div>
          );
        })}
      </div>
      <NavLink
        href="/openapi/docs"
        target="_blank"
        rel="noreferrer"
        label={t("shell.apiDocs")}
        leftSection={<IconBook2 size={18} stroke={1.7} aria-hidden="true" />}
        className="nav-link"
      />
    </>
  );
}
