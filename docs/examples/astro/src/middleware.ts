import { defineMiddleware } from "astro:middleware";
import { refresh } from "./sillon/contents";
import { ADMIN, POLICY } from "./sillon/policy";

/** While an editor types, the preview is rendered again and again: what surrounds it is not read each time. */
const MAX_AGE = 5_000;

/** Of all that the server renders. Files have the same policy in their `head`, where a browser ignores who may frame them. */
const HEADERS = {
  "Content-Security-Policy": [...POLICY, `frame-ancestors ${ADMIN}`].join("; "),
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const FAILURE = `<!doctype html>
<html lang="fr">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <meta name="robots" content="noindex" />
  <title>Page indisponible</title>
  <h1>Cette page ne peut pas être affichée</h1>
  <p>Le serveur des contenus n’a pas répondu comme prévu. Réessayez dans un moment.</p>
</html>`;

/**
 * Reads what pages share: once for all files of a build, and anew for what the server renders. An error there, Sillon's
 * or one of a component, becomes a page without anything of Sillon. It has to be caught here, before the answer begins:
 * what reaches the adapter is logged with its URL, in which previews have their token.
 */
export const onRequest = defineMiddleware(async ({ isPrerendered }, next) => {
  if (isPrerendered) {
    await refresh();
    return next();
  }
  try {
    await refresh(MAX_AGE);
    const response = await next();
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    return new Response(await response.text(), { status: response.status, headers });
  } catch (error) {
    console.error(error);
    const headers = { ...HEADERS, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "private, no-store" };
    return new Response(FAILURE, { status: 502, headers });
  }
});
