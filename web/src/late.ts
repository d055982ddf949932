// What the first page can do without: other pages with their texts and styles. None is shown before all three are here.

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import { laterTexts } from "./i18n.ts";

let styles: Promise<void> | undefined;

/** The second style sheet, whose address the build wrote into the page. */
function laterStyles(): Promise<void> {
  styles ??= new Promise<void>((resolve, reject) => {
    const address = document.querySelector<HTMLMetaElement>('meta[name="later-styles"]')?.content;
    if (address === undefined) return resolve();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      styles = undefined;
      reject(new Error(`${address} does not load`));
    };
    document.head.append(link);
  });
  return styles;
}

/** Resolves once what every further page needs is here; rejects where the server cannot be reached. */
export async function laterParts(): Promise<void> {
  await Promise.all([laterTexts(), laterStyles()]);
}

/** A component that is loaded when it is first shown, by something that belongs to the first page. */
export function late<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const [shown] = await Promise.all([load(), laterParts()]);
    return { default: shown };
  });
}
