import type { components } from "./api";
import { type Answer, get, SILLON } from "./client";

type Schemas = components["schemas"];

/** The content of a page, a theme or a partner: a common part, and `data` according to its `type`. */
export type Content = Schemas["Content"];
export type ContentType = Content["type"];
export type ContentOf<T extends ContentType> = Extract<Content, { type: T }>;
/** The properties of the component of a type. */
export interface TypeProps<T extends ContentType> {
  content: ContentOf<T>;
}

export type Block = Schemas["Block"];
export type BlockType = Block["type"];
/** The properties of the component of a block. */
export interface BlockProps<T extends BlockType> {
  value: Extract<Block, { type: T }>["value"];
}

type RouteList = Extract<Answer<"/api/v3/routes/">, { items: unknown }>;
type Route = RouteList["items"][number];

/** The identity, menus and contact of the site. */
export let site: Answer<"/api/v3/site/">;
/** Everything that has an address, by its path. */
export let routes: ReadonlyMap<string, Route>;

const exports = new Map<ContentType, Promise<Content[]>>();
let readAt = -Infinity;
let reading: Promise<void> | undefined;

/** Reads `site` and `routes`, and forgets the exports, if that is more than `maxAge` milliseconds ago, or never was. */
export async function refresh(maxAge = Infinity): Promise<void> {
  if (Date.now() - readAt < maxAge) return;
  reading ??= read().finally(() => (reading = undefined));
  await reading;
}

async function read() {
  const start = Date.now();
  [site, routes] = await Promise.all([get("/api/v3/site/"), readRoutes()]);
  exports.clear();
  readAt = start;
}

async function readRoutes(): Promise<Map<string, Route>> {
  const found = new Map<string, Route>();
  let next: string | null = new URL("/api/v3/routes/?limit=100", SILLON).href;
  while (next) {
    const response: Response = await fetch(next);
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    const part: RouteList = await response.json();
    for (const route of part.items) found.set(route.path, route);
    next = part.next;
  }
  return found;
}

/** All contents of a type, in the order of their creation. They are read once in a build. */
export async function contentsOf<T extends ContentType>(type: T): Promise<ContentOf<T>[]> {
  if (!exports.has(type)) exports.set(type, readExport(type));
  return (await exports.get(type)) as ContentOf<T>[];
}

/** The contents of a type below a page. */
export const contentsBelow = async <T extends ContentType>(page: Content, type: T): Promise<ContentOf<T>[]> =>
  (await contentsOf(type)).filter(({ path }) => path.startsWith(page.path));

async function readExport(type: ContentType): Promise<Content[]> {
  const response = await fetch(new URL(`/api/v3/content/export.ndjson?type=${type}`, SILLON));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const lines = (await response.text()).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}
