import type { ContentOf } from "./contents";
import { count, hours, lower } from "./french";

/** Pages in a few words, as lists show them. */

const line = (...parts: (string | undefined | null | false)[]) => parts.filter(Boolean).join(" · ");
const base = ({ title, url, seo }: Pick<ContentOf<"event">, "title" | "url" | "seo">) => ({ title, url, summary: seo.description });

/** With `underUpcoming`, a heading above the card says « À venir » already, and no badge repeats it. */
export function eventCard(event: ContentOf<"event">, underUpcoming = false) {
  const { date, image, type_label, subtitle, status, status_label, mode, mode_label, venue, place, starts_at, ends_at } = event.data;
  const ahead = status === "upcoming";
  const where = ahead ? [hours(starts_at, ends_at), venue || place?.title, mode !== "in_person" && lower(mode_label)] : [];
  return {
    ...base(event),
    image,
    label: line(date?.label, type_label),
    detail: line(subtitle, ...where),
    badges: status === "took_place" || (ahead && underUpcoming) ? [] : [status_label],
  };
}

export function publicationCard(publication: ContentOf<"publication">) {
  const { date, image, type_label, edition, withdrawn, latest } = publication.data;
  return {
    ...base(publication),
    image,
    label: line(date?.label, type_label),
    detail: edition,
    badges: withdrawn ? ["Retirée"] : latest ? ["Version remplacée"] : [],
  };
}

export function projectCard(project: ContentOf<"project">) {
  const { date, image, type_label } = project.data;
  return { ...base(project), image, label: line(date?.label, type_label) };
}

export function tourCard(tour: ContentOf<"tour">) {
  const { date, image, step_count, steps } = tour.data;
  const years = steps.flatMap((step) => (step.date?.earliest ? [step.date.earliest.slice(0, 4)] : [])).sort();
  const period = years.length && years[0] !== years.at(-1) ? `${years[0]}-${years.at(-1)}` : years[0];
  return {
    ...base(tour),
    image,
    label: line(date?.label ?? period, step_count ? count(step_count, "étape") : "Étapes à compléter"),
  };
}

export function placeCard(place: ContentOf<"place">) {
  const { families, commune, department, state, state_label, verified_on, freshness, photos, summary } = place.data;
  const checked = verified_on && new Date(verified_on).toLocaleDateString("fr", { month: "long", year: "numeric" });
  return {
    title: place.title,
    url: place.url,
    image: photos[0],
    label: department ? `${commune} (${department})` : commune,
    detail: families.map((family) => family.label).join(", "),
    summary,
    badges: [
      ...(state && state !== "unknown" ? [state_label] : []),
      !checked ? "Fiche à vérifier" : freshness ? `Vérifié en ${checked}` : `Vérifié en ${verified_on.slice(0, 4)}, à revoir`,
    ],
  };
}

/** « Mesure 16 – Élaborer un plan », as the site names a measure. */
export const measureName = ({ title, data: { number } }: ContentOf<"commitment">) => (number ? `Mesure ${number} – ${title}` : title);

/** The latest first; those without a date last. */
export const newestFirst = <T extends { data: { date: { earliest: string | null } | null } }>(contents: T[]): T[] =>
  contents.toSorted((a, b) => (b.data.date?.earliest ?? "").localeCompare(a.data.date?.earliest ?? ""));
