import type { Answer } from "./client";

type Moment = Answer<"/api/v3/timeline/">["items"][number];

/** The path of the timeline, to which that of a year adds its number. */
export const TIMELINE = "/ressources/chronologie/";

/** The year of the first possible day, of the last one if the first is not known. */
export const yearOf = ({ earliest, latest }: Moment) => String(Number((earliest ?? latest)!.slice(0, 4)));

/** The number of moments of each year, in their order. */
export function countYears(moments: Moment[]): Map<string, number> {
  const years = new Map<string, number>();
  for (const year of moments.map(yearOf)) years.set(year, (years.get(year) ?? 0) + 1);
  return years;
}
