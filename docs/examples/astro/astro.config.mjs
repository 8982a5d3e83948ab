import node from "@astrojs/node";
import { defineConfig, envField } from "astro/config";

export default defineConfig({
  // Every page is a file, except those that say `prerender = false`: the preview, and addresses without a page.
  adapter: node({ mode: "standalone" }),
  env: {
    schema: { SILLON_URL: envField.string({ context: "server", access: "public", default: "http://localhost:8000" }) },
  },
  // Sillon makes all sizes of its images.
  image: { service: { entrypoint: "astro/assets/services/noop" } },
  trailingSlash: "ignore",
  build: { format: "directory" },
  devToolbar: { enabled: false },
});
