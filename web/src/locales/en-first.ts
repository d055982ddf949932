// What the first page says; the build (scripts/ui-texts.ts) leaves in it only the keys that its modules name.

import { en, type Texts } from "./en.ts";

export const texts: Texts = en;
