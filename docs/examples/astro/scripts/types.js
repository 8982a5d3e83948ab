// Writes the types of the API, from its OpenAPI document, and those of blocks, from their JSON schema.
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const SILLON = process.env.SILLON_URL ?? "http://localhost:8000";

async function json(path) {
  const response = await fetch(new URL(path, SILLON));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

async function write(name, document) {
  const types = await openapiTS(document, { defaultNonNullable: true });
  await writeFile(new URL(`../src/sillon/${name}.d.ts`, import.meta.url), astToString(types));
}

await write("api", await json("/api/v3/openapi.json"));
const { $defs } = JSON.parse(
  JSON.stringify(await json("/api/v3/memento/blocks/")).replaceAll("#/$defs/", "#/components/schemas/"),
);
await write("blocks", {
  openapi: "3.1.0",
  info: { title: "Blocks", version: "1" },
  paths: {},
  components: { schemas: $defs },
});
