/** « 3 lieux », « 1 lieu »: a number and its noun. */
export const count = (number: number, noun: string, plural = `${noun}s`) =>
  `${number.toLocaleString("fr")} ${number > 1 ? plural : noun}`;

const days = new Intl.DateTimeFormat("fr", { dateStyle: "long", timeZone: "Europe/Paris" });

/** « 3 février 2026 », of a day or a moment in ISO 8601. */
export const day = (iso: string) => days.format(new Date(iso));

const units = new Intl.NumberFormat("fr", { maximumFractionDigits: 1 });

/** « 1,2 Mo », of a number of bytes. */
export function fileSize(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
  return `${units.format(bytes / 1000 ** step)} ${["octets", "ko", "Mo"][step]}`;
}

/** The paragraphs of a text, each with its lines. */
export const paragraphs = (text: string) => text.split(/\n\s*\n/).map((part) => part.split("\n"));

const clock = new Intl.DateTimeFormat("fr", { hour: "numeric", minute: "numeric", timeZone: "Europe/Paris" });
const hour = (iso: string) => {
  const [hours, minutes] = clock.format(new Date(iso)).split(":");
  return `${Number(hours)} h${minutes === "00" ? "" : ` ${minutes}`}`;
};

/** « de 18 h à 20 h 30 », « à 18 h », or nothing: the hours of an event in Paris. */
export function hours(start: string | null, end: string | null): string {
  if (!start) return "";
  return end ? `de ${hour(start)} à ${hour(end)}` : `à ${hour(start)}`;
}

/** Coded words in a sentence: « Association, collectivité ». */
export function words(rows: ({ label: string } | null)[]): string {
  const labels = rows.flatMap((row) => (row ? [row.label] : []));
  return labels.map((label, index) => (index ? lower(label) : label)).join(", ");
}

/** A label within a sentence; one that begins with an acronym stays as it is. */
export const lower = (label: string) =>
  /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
