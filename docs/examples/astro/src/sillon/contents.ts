import type { components as blocks } from "./blocks";
import { type Answer, get, SILLON } from "./client";

/** The content of a page, a theme or a partner: a common part, and `data` according to its `type`. */
export type Content = Answer<"/api/v3/preview/">;
export type ContentType = Content["type"];
export type ContentOf<T extends ContentType> = Extract<Content, { type: T }>;
/** The properties of the component of a type. */
export interface TypeProps<T extends ContentType> {
  content: ContentOf<T>;
}

type Schemas = blocks["schemas"];
export type Block = Extract<Schemas[keyof Schemas], { type: string; id: string; value: unknown }>;
export type BlockType = Block["type"];
/** The properties of the component of a block. */
export interface BlockProps<T extends BlockType> {
  value: Extract<Block, { type: T }>["value"];
}

type RouteList = Extract<Answer<"/api/v3/routes/">, { items: unknown }>;

/** Everything that has an address. */
export async function routes(): Promise<RouteList["items"]> {
  const found: RouteList["items"] = [];
  let next: string | null = new URL("/api/v3/routes/?limit=100", SILLON).href;
  while (next) {
    const part: RouteList = await (await fetch(next)).json();
    found.push(...part.items);
    next = part.next;
  }
  return found;
}

const exports = new Map<ContentType, Promise<Content[]>>();

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

/** The identity, menus and contact of the site, read once. */
export const site = await get("/api/v3/site/");
