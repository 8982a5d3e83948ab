import node from "@astrojs/node";
import { defineConfig, envField } from "astro/config";

export default defineConfig({
  // Every page is a file, except those that say `prerender = false`: the preview, and addresses without a page.
  adapter: node({ mode: "standalone" }),
  env: {
    // “secret” means that the server reads it when it starts; a public one would be that of the build.
    schema: { SILLON_URL: envField.string({ context: "server", access: "secret", default: "http://localhost:8000" }) },
  },
  // Sillon makes all sizes of its images.
  image: { service: { entrypoint: "astro/assets/services/noop" } },
  trailingSlash: "ignore",
  build: { format: "directory" },
  // Scripts are files, which the security policy of all pages allows.
  vite: { build: { assetsInlineLimit: 0 } },
  devToolbar: { enabled: false },
});
