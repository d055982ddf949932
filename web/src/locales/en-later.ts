// What all other pages say, loaded after the first; filled by the build (scripts/ui-texts.ts).

import { en, type Texts } from "./en.ts";

export const texts: Texts = en;
