// A front end's reading of everything, with the types that openapi-typescript makes of the document.
import type { components, paths } from "./sillon";

type Schemas = components["schemas"];
type Reads = keyof paths;
type Answer<P extends Reads> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer T } } } };
}
  ? T
  : never;

const SILLON = "http://localhost:8000";

class Refused extends Error {
  problem: Schemas["Problem"];
  constructor(problem: Schemas["Problem"]) {
    super(problem.detail);
    this.problem = problem;
  }
}

async function get<P extends Reads>(route: P, query: Record<string, string> = {}, key = ""): Promise<Answer<P>> {
  const path = route.replace(/\{\w+\}/, key);
  const response = await fetch(`${SILLON}${path}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Refused((await response.json()) as Schemas["Problem"]);
  return (await response.json()) as Answer<P>;
}

function impossible(value: never): never {
  throw new Error(`not documented: ${JSON.stringify(value)}`);
}

function image(picture: Schemas["Image"] | null): string {
  return picture ? [picture.url, ...(picture.sources.avif ?? []).map((source) => `${source.url} ${source.width}w`)].join(" ") : "";
}

// Every type of block, or this does not compile.
function render(block: Schemas["Block"]): string {
  switch (block.type) {
    case "heading": return `<${block.value.level} id="${block.value.anchor}">${block.value.text}`;
    case "text": return block.value;
    case "callout": return `${block.value.label} ${block.value.title} ${block.value.text}`;
    case "quote": return `${block.value.text} ${block.value.author} ${block.value.source}`;
    case "image": return `${image(block.value.image)} ${block.value.caption}`;
    case "gallery": return block.value.images.map((item) => `${image(item.image)} ${item.caption}`).join();
    case "video": return block.value.provider_label + block.value.chapters.map((chapter) => `${chapter.seconds ?? 0} ${chapter.title}`).join();
    case "document": return block.value.document ? `${block.value.document.url} ${block.value.document.size ?? 0}` : "";
    case "steps": return block.value.steps.map((step) => `${step.title} ${step.text}`).join();
    case "checklist": return block.value.items.join();
    case "key_figures": return block.value.figures.map((figure) => `${figure.value} ${figure.label}`).join();
    case "table": return [block.value.columns.map((column) => column.heading), ...block.value.rows].map((row) => row.join()).join();
    case "accordion": return block.value.items.map((item) => `${item.title} ${item.text}`).join();
    case "faq": return block.value.questions.map((item) => `${item.question} ${item.answer}`).join();
    case "page_link": return block.value.page?.url ?? "";
    case "partners": return block.value.partners.map((partner) => partner?.name ?? "").join();
    case "resources": return block.value.links.map((link) => `${link.url} ${link.consulted_on ?? ""}`).join();
    case "practice": return `${block.value.title} ${block.value.action}`;
    case "testimonial": return block.value.page?.title ?? "";
    case "place": return block.value.place?.point?.map((degrees) => degrees.toFixed(2)).join() ?? "";
    case "places_map": return block.value.places.map((place) => place.label).join();
    case "definition": return block.value.term?.definition ?? "";
    case "diagnostic": return `${block.value.diagnostic?.questions ?? 0}`;
    case "decision_tree": return block.value.tree?.summary ?? "";
    case "shared": return block.value.block?.body.map(render).join() ?? "";
    default: return impossible(block);
  }
}

// Every type of content, or this does not compile.
function outline(content: Schemas["Content"]): string {
  switch (content.type) {
    case "home": return content.data.figures.map((figure) => figure.label).join();
    case "page": return content.data.body.map(render).join();
    case "place": return `${content.data.state_label} ${content.data.body.map(render).join()}`;
    case "sheet": return `${content.data.reading_minutes} ${content.data.body.map(render).join()}`;
    case "event": return `${content.data.date?.label ?? ""} ${content.data.report.map(render).join()}`;
    case "publication": return content.data.authors.map((author) => `${author.name} ${author.kind_label}`).join();
    case "project": return content.data.body.map(render).join();
    case "tour": return content.data.steps.map((step) => step.place?.title ?? "").join();
    case "testimonial": return content.data.body.map(render).join();
    case "diagnostic": return content.data.sections.map((section) => section.title).join();
    case "tree": return content.data.outcomes.map((outcome) => outcome.level_label).join();
    case "commitment": return content.data.evidence.map((evidence) => evidence.title).join();
    case "commitment_plan": return content.data.title;
    case "evidence": return content.title;
    case "memento": return content.data.chapters.map((chapter) => chapter.title).join();
    case "chapter": return content.title;
    case "theme": return content.data.title;
    case "partner": return content.data.name;
    case "inventory": case "testimonials": case "archive": case "events": case "publications": case "commitments":
    case "projects": case "themes": case "partners": return content.data.list ?? "";
    default: return impossible(content);
  }
}

const seen: Record<string, number> = {};
const read = (name: string, count: number): void => { seen[name] = count; };

// 1. Everything public, and 2. each content of it.
let count = 0;
let cursor: string | null = "";
const types = new Set<string>();
while (cursor !== null) {
  const part: Answer<"/api/v3/routes/"> = await get("/api/v3/routes/", cursor ? { cursor } : {});
  if (!("items" in part)) throw new Error("one route only");
  for (const route of part.items) {
    count += 1;
    if (types.has(route.type)) continue;
    const content = await get("/api/v3/content/{id}/", {}, route.id);
    outline(content);
    types.add(content.type);
  }
  cursor = part.next ? new URL(part.next).searchParams.get("cursor") : null;
}
read("routes", count);
read("contents", types.size);

// 3. An address.
const home = await get("/api/v3/content/", { path: "/" });
if ("redirect" in home) throw new Error("the home page has moved");
read("address", home.children.count);

// 4. Places, 5. their facets, 6. their positions.
const places = await get("/api/v3/places/", { milieu: "mountain", limit: "5" });
read("places", places.items.filter((place) => place.milieu === "mountain").length);
const { facets } = await get("/api/v3/places/facets/");
read("facets", facets.etat.reduce((total, value) => total + value.count, 0));
const response = await fetch(`${SILLON}/api/v3/places.geojson`);
const collection = (await response.json()) as paths["/api/v3/places.geojson"]["get"]["responses"][200]["content"]["application/geo+json"];
read("positions", collection.features.filter((place) => place.geometry !== null).length);

// 7. Events to come, 8. one sheet, 9. the search.
const events = await get("/api/v3/events/", { upcoming: "true" });
const open = events.items.filter((event) => event.registration.state === "open" && event.starts_at);
read("events", open.filter((event) => event.type_label && event.registration.state_label).length);
const guide = await get("/api/v3/memento/");
const slug = guide.chapters.flatMap((chapter) => chapter.sheets)[0]?.slug ?? "";
const sheet = await get("/api/v3/memento/sheets/{slug}/", {}, slug);
read("blocks", sheet.body.map(render).length);
const results = await get("/api/v3/search/", { q: "cowroking" });
read("results", results.corrected?.searched === "coworking" ? results.items.length : 0);

// 10. The site, and what is refused.
const site = await get("/api/v3/site/");
read("menu", site.menus.main.length);
try {
  await get("/api/v3/places/", { couleur: "bleu" });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  read("refused", error.problem.errors?.length ?? 0);
}
console.log(JSON.stringify(seen));
