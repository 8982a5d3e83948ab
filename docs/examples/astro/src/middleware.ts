import { defineMiddleware } from "astro:middleware";
import { get } from "./sillon/client";
import { shows } from "./sillon/links";

/** An address without a page may be an old one: Sillon knows where it leads now. */
export const onRequest = defineMiddleware(async ({ routePattern, url, redirect }, next) => {
  if (routePattern !== "/[...path]" || shows(url.pathname)) return next();
  const found = await get("/api/v3/routes/", { path: url.pathname + url.search }).catch(() => null);
  return found && "redirect" in found ? redirect(found.redirect.to, found.redirect.status) : next();
});
