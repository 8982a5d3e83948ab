import { SILLON } from "./client";
import { routes, site } from "./contents";

/** Pages of this project that are no routes of Sillon. */
const OWN = /^\/ressources\/chronologie\/(\d+\/)?$/;

const PROTOCOLS = ["http:", "https:", "mailto:", "tel:"];

/**
 * The address that leads to something: a path for what this site shows, Sillon's for a list with filters and for results,
 * else as it is in the API. An address that leads nowhere, or runs a script, becomes `#`.
 */
export function href(url: string): string {
  if (!URL.canParse(url, SILLON)) return "#";
  const { protocol, origin, pathname, search, hash, href } = new URL(url, SILLON);
  if (!PROTOCOLS.includes(protocol)) return "#";
  if (![SILLON, site.url].some((own) => new URL(own).origin === origin)) return url;
  if (!routes.has(pathname) && !OWN.test(pathname)) return href;
  return search ? onSillon(pathname + search + hash) : pathname + hash;
}

/** Rich text of the API, with such addresses. */
export function rich(html: string): string {
  return html.replace(/ href="([^"]*)"/g, (_, url: string) => {
    const address = href(url.replaceAll("&amp;", "&"));
    return ` href="${address.replaceAll("&", "&amp;")}"`;
  });
}

/** An address of Sillon itself. */
export const onSillon = (path: string) => new URL(path, SILLON).href;

/** « exemple.fr » for an address. */
export const host = (url: string) => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : url);
