import { SILLON_URL } from "astro:env/server";
import type { paths } from "./api";

/** Where Sillon is. */
export const SILLON = SILLON_URL;

/** What a GET of a path of the API answers. */
export type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: infer C } } };
}
  ? C[keyof C]
  : never;

/** The answer to a request without a result: `status` is that of HTTP, `detail` says why in French, or nothing. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    path: string,
  ) {
    super(`${status} for ${path}`);
  }
}

/**
 * Reads a path of the API. `values` fill its `{slug}`, the others become its query.
 * Raises ApiError for an answer other than 200.
 */
export async function get<P extends keyof paths>(
  path: P,
  values: Record<string, string | number> = {},
  headers: Record<string, string> = {},
): Promise<Answer<P>> {
  const query = new URLSearchParams();
  let filled: string = path;
  for (const [name, value] of Object.entries(values)) {
    if (filled.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(value));
    else query.set(name, String(value));
  }
  const response = await fetch(new URL(`${filled}?${query}`, SILLON), { headers });
  if (!response.ok) {
    const { detail = "" } = await response.json().catch(() => ({}));
    throw new ApiError(response.status, detail, filled);
  }
  return response.json();
}

type Item<P extends keyof paths> = Answer<P> extends { items: (infer T)[] } ? T : never;

/** Reads all items of a list, by the hundred. */
export async function getAll<P extends keyof paths>(
  path: P,
  values: Record<string, string | number> = {},
): Promise<Item<P>[]> {
  const items: Item<P>[] = [];
  for (;;) {
    const part = (await get(path, { ...values, limit: 100, offset: items.length })) as {
      count: number;
      items: Item<P>[];
    };
    items.push(...part.items);
    if (items.length >= part.count || !part.items.length) return items;
  }
}
