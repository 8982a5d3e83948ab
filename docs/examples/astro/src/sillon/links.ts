import { SILLON } from "./client";
import { routes, site } from "./contents";

/** Pages of this project that are no routes of Sillon. */
const OWN = /^\/ressources\/chronologie\/(\d+\/)?$/;

/** The address that leads to something: a path for what this site shows, else as it is in the API. */
export function href(url: string): string {
  if (!URL.canParse(url, SILLON)) return url;
  const { origin, pathname, search, hash, href } = new URL(url, SILLON);
  if (![SILLON, site.url].some((own) => new URL(own).origin === origin)) return url;
  return routes.has(pathname) || OWN.test(pathname) ? pathname + search + hash : href;
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
