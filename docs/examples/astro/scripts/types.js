// Writes the types of the API, from its OpenAPI document.
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const response = await fetch(new URL("/api/v3/openapi.json", process.env.SILLON_URL ?? "http://localhost:8000"));
if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
const types = await openapiTS(await response.json(), { defaultNonNullable: true });
await writeFile(new URL("../src/sillon/api.d.ts", import.meta.url), astToString(types));
