import type { BlockType } from "../sillon/contents";
import Accordion from "./Accordion.astro";
import Callout from "./Callout.astro";
import Checklist from "./Checklist.astro";
import DecisionTree from "./DecisionTree.astro";
import Definition from "./Definition.astro";
import Diagnostic from "./Diagnostic.astro";
import Document from "./Document.astro";
import Faq from "./Faq.astro";
import Gallery from "./Gallery.astro";
import Heading from "./Heading.astro";
import Image from "./Image.astro";
import KeyFigures from "./KeyFigures.astro";
import PageLink from "./PageLink.astro";
import Partners from "./Partners.astro";
import Place from "./Place.astro";
import PlacesMap from "./PlacesMap.astro";
import Practice from "./Practice.astro";
import Quote from "./Quote.astro";
import Resources from "./Resources.astro";
import Shared from "./Shared.astro";
import Steps from "./Steps.astro";
import Table from "./Table.astro";
import Testimonial from "./Testimonial.astro";
import Text from "./Text.astro";
import Video from "./Video.astro";

/** A component for each type of block. There is none by default: a type that is missing here fails the build. */
export const blocks = {
  accordion: Accordion,
  callout: Callout,
  checklist: Checklist,
  decision_tree: DecisionTree,
  definition: Definition,
  diagnostic: Diagnostic,
  document: Document,
  faq: Faq,
  gallery: Gallery,
  heading: Heading,
  image: Image,
  key_figures: KeyFigures,
  page_link: PageLink,
  partners: Partners,
  place: Place,
  places_map: PlacesMap,
  practice: Practice,
  quote: Quote,
  resources: Resources,
  shared: Shared,
  steps: Steps,
  table: Table,
  testimonial: Testimonial,
  text: Text,
  video: Video,
} satisfies Record<BlockType, unknown>;
