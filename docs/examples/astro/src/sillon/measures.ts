import type { ContentOf } from "./contents";

/** « Mesure 16 – Élaborer un plan », as the site names a measure. */
export const measureName = ({ title, data: { number } }: ContentOf<"commitment">) => (number ? `Mesure ${number} – ${title}` : title);
