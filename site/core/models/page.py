"""What every page type of the site has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from core import images, version
from core.gate import Gate
from core.panels import ThemesPanel


@dataclass(frozen=True)
class CardData:
    """What a page gives to its derived row (`core.Card`). Texts are plain, dates may be missing."""

    summary: str = ""
    label: str = ""
    image_id: int | None = None
    earliest: date | None = None
    latest: date | None = None


class BasePageForm(WagtailAdminPageForm):
    """The admin form of a page: what its type requires to publish is required then, never to save a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in getattr(self._meta.model, "required_to_publish", ()):
            # A page that went live without it, through an import, can still be corrected elsewhere.
            lacked = self.instance.live and self.instance.pk and not getattr(self.instance, name)
            if name in self.fields and not lacked:
                self.fields[name].required = True

    def clean_slug(self) -> str:
        """The address of a new page gets a number where another has it: its author may not have seen it."""
        slug: str = self.cleaned_data["slug"]
        known = self.instance.pk or not slug or self.parent_page is None
        return slug if known else find_available_slug(self.parent_page, slug)

    def save(self, commit: bool = True) -> Any:
        """Save the page with the rows of its lists that the form has, and no others.

        A form that saves itself may be sent again before it has learnt the numbers of the rows it made: without this
        each of them would then be there twice. Comments are apart: others write them too.
        """
        for name, formset in self.formsets.items():
            rows = getattr(self.instance, formset.rel_name)
            known = {form.instance.pk for form in formset.initial_forms}
            if name != "comments" and (unknown := [row for row in rows.all() if row.pk and row.pk not in known]):
                rows.remove(*unknown)
        return super().save(commit=commit)

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            for name, problem in self.instance.publication_problems().items():
                self.add_error(name if name in self.fields else None, problem)


class BasePage(Page):
    """Themes, description for search engines and social networks, and the date of the last check."""

    #: Name of the drawing that stands for this type in the admin.
    icon = ""
    #: Code of this type in cards, search facets and the API.
    card_kind = ""
    #: Whether what such a page says grows old, so that someone has to check it again.
    facts_age = False
    #: Whether the context of such a page reads its row in a statement of its own, so that serving it need not.
    reads_itself = False
    #: Fields that an editor must fill to publish; a draft and an import may leave them empty.
    required_to_publish: tuple[str, ...] = ()
    #: The snapshot of the request that this instance is served for, so that its version is read once.
    served_under: version.Snapshot | None = None

    social_image = models.ForeignKey(
        "core.SillonImage",
        verbose_name="image de partage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Montrée quand la page est partagée sur un réseau ou dans un message.",
    )
    verified_on = models.DateField(
        "vérifié le",
        null=True,
        blank=True,
        db_index=True,
        help_text="Le jour où quelqu’un a relu cette page et confirmé ce qu’elle dit.",
    )
    verified_by = models.CharField(
        "vérifié par", max_length=150, blank=True, help_text="Nom ou organisme ; paraît sur la page."
    )

    base_form_class = BasePageForm
    themes_panels: list[Panel] = [
        ThemesPanel(
            "page_themes",
            heading="Thèmes",
            label="Thème",
            max_num=6,
            help_text="Ce qui réunit cette page à d’autres sur le même sujet. Un ou deux suffisent souvent.",
        )
    ]
    verification_panels: list[Panel] = [
        MultiFieldPanel(
            [FieldPanel("verified_on"), FieldPanel("verified_by")],
            heading="Dernière vérification",
            help_text="Relisez la page, corrigez ce qui a changé, puis mettez la date du jour : le lecteur sait alors "
            "ce que vaut ce qu’il lit.",
        )
    ]
    promote_panels: list[Panel] = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("social_image"),
            ],
            heading="Moteurs de recherche et réseaux",
        ),
        FieldPanel("show_in_menus", heading="Proposer dans les menus"),
    ]
    search_fields = [*Page.search_fields, index.FilterField("verified_on")]

    class Meta:
        abstract = True

    def publication_problems(self) -> dict[str, str]:
        """What contradicts itself in this page, by field: a draft may be saved so, but not published."""
        return {}

    # --- Reading -------------------------------------------------------------------------------------------------

    def get_view_restrictions(self) -> Any:
        """Wagtail's own look-up, saved where the snapshot knows of no private section on the way to this page."""
        snapshot = self.served_under or version.current()
        if not any(self.path.startswith(r.path) for r in snapshot.restrictions):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["gate"] = gate = Gate.for_request(request)
        context["breadcrumb"] = self.breadcrumb(gate)
        context["themes"] = self.theme_rows()
        context["structured_data"] = self.structured_data(gate)
        context["canonical_url"] = gate.full_url(self.url_path)
        card = self.as_card()
        context["description"] = self.meta_description(card)
        context["social_image_url"] = self.social_image_url(gate, card)
        return context

    def breadcrumb(self, gate: Gate) -> list[dict[str, str]]:
        """The ancestors a reader may see, from the home page down, each with `title` and `url`.

        Read once per content version for all pages below one parent.
        """
        steps = tuple(self.path[:end] for end in range(self.steplen * 2, len(self.path), self.steplen))

        def read() -> list[dict[str, str]]:
            rows = gate.pages(Page).filter(path__in=steps).order_by("path").values("title", "url_path")
            return [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows]

        return gate.snapshot.keep(("breadcrumb", steps, gate.site and gate.site.path, gate.closed_paths), read)

    def theme_rows(self) -> list[dict[str, str]]:
        """The themes of the page, each with `title` and `slug`."""
        return [
            {"title": item.theme.title, "slug": item.theme.slug} for item in self.page_themes.select_related("theme")
        ]

    def social_image_url(self, gate: Gate, card: CardData) -> str:
        """The whole address of the picture that goes with a shared link, or nothing."""
        pk = self.social_image_id or card.image_id
        image = images.as_json(images.load([pk], gate.images).get(pk), gate.site.base_url) if pk and gate.site else None
        # Networks show no drawing in SVG.
        return image["url"] if image and not image["url"].endswith(".svg") else ""

    def meta_description(self, card: CardData) -> str:
        """What search engines and shared links say of this page."""
        return self.search_description or card.summary or getattr(self, "introduction", "")

    def as_card(self) -> CardData:
        """What listings show of this page."""
        return CardData(summary=self.search_description)

    def structured_data(self, gate: Gate) -> dict[str, Any] | None:
        """schema.org data for search engines, or None where nothing fits."""
        return None


def tabs(*contents: tuple[str, list[Panel]], form_class: type[BasePageForm] = BasePageForm) -> TabbedInterface:
    """The admin form of a page type: its own tabs, then « Référencement » and « Publication »."""
    shared = [("Référencement", BasePage.promote_panels), ("Publication", BasePage.settings_panels)]
    groups = [ObjectList(panels, heading=heading) for heading, panels in [*contents, *shared]]
    return TabbedInterface(groups, base_form_class=form_class)
