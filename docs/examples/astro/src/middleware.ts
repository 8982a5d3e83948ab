import { defineMiddleware } from "astro:middleware";
import { refresh } from "./sillon/contents";

/** While an editor types, the preview is rendered again and again: what surrounds it is not read each time. */
const MAX_AGE = 5_000;

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
    return new Response(await response.text(), response);
  } catch (error) {
    console.error(error);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };
    return new Response(FAILURE, { status: 502, headers });
  }
});
