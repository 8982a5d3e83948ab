import type { ContentType } from "../sillon/contents";
import Archive from "./Archive.astro";
import Chapter from "./Chapter.astro";
import Commitment from "./Commitment.astro";
import Commitments from "./Commitments.astro";
import Diagnostic from "./Diagnostic.astro";
import Event from "./Event.astro";
import Events from "./Events.astro";
import Evidence from "./Evidence.astro";
import Guide from "./Guide.astro";
import Home from "./Home.astro";
import Inventory from "./Inventory.astro";
import Partner from "./Partner.astro";
import Partners from "./Partners.astro";
import Place from "./Place.astro";
import Plan from "./Plan.astro";
import Project from "./Project.astro";
import Projects from "./Projects.astro";
import Publication from "./Publication.astro";
import Publications from "./Publications.astro";
import Sheet from "./Sheet.astro";
import Testimonial from "./Testimonial.astro";
import Testimonials from "./Testimonials.astro";
import Text from "./Text.astro";
import Theme from "./Theme.astro";
import Themes from "./Themes.astro";
import Tour from "./Tour.astro";
import Tree from "./Tree.astro";

/** A component for each type of content. There is none by default: a type that is missing here fails the build. */
export const types = {
  archive: Archive,
  chapter: Chapter,
  commitment: Commitment,
  commitment_plan: Plan,
  commitments: Commitments,
  diagnostic: Diagnostic,
  event: Event,
  events: Events,
  evidence: Evidence,
  home: Home,
  inventory: Inventory,
  memento: Guide,
  page: Text,
  partner: Partner,
  partners: Partners,
  place: Place,
  project: Project,
  projects: Projects,
  publication: Publication,
  publications: Publications,
  sheet: Sheet,
  testimonial: Testimonial,
  testimonials: Testimonials,
  theme: Theme,
  themes: Themes,
  tour: Tour,
  tree: Tree,
} satisfies Record<ContentType, unknown>;
