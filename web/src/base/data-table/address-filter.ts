// Search, filters and order of a table, kept in the address: they survive a reload, and a link carries them.

import { useLocation, useSearch } from "wouter";

export interface AddressFilter {
  readonly q: string;
  readonly sort: string;
  readonly filters: Readonly<Record<string, string>>;
  /** True when something narrows the list. */
  readonly isActive: boolean;
  /** The part of the address that is the table's, for a saved filter. */
  readonly text: string;
  put(changes: Readonly<Record<string, string>>): void;
  /** Sets all of them as a saved filter says; "" clears. */
  replace(text: string): void;
}

/** `scope` keeps two tables of one page apart; "" is the page's main table. */
export function useAddressFilter(scope: string, names: readonly string[]): AddressFilter {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const prefix = scope === "" ? "" : `${scope}.`;
  const params = new URLSearchParams(search);
  const read = (name: string) => params.get(prefix + name) ?? "";
  const own = ["q", "sort", ...names];
  const go = (next: URLSearchParams) => {
    const text = next.toString();
    navigate(text === "" ? location : `${location}?${text}`, { replace: true });
  };
  const filters = Object.fromEntries(
    names.flatMap((name) => (read(name) === "" ? [] : [[name, read(name)]])),
  );
  const kept = new URLSearchParams(own.flatMap((name) => (read(name) === "" ? [] : [[name, read(name)]])));
  const put: AddressFilter["put"] = (changes) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") next.delete(prefix + name);
      else next.set(prefix + name, value);
    }
    go(next);
  };
  return {
    ...{ q: read("q"), sort: read("sort"), filters, text: kept.toString(), put },
    isActive: read("q") !== "" || Object.keys(filters).length > 0,
    replace(text) {
      const saved = new URLSearchParams(text);
      put(Object.fromEntries(own.map((name) => [name, saved.get(name) ?? ""])));
    },
  };
}
