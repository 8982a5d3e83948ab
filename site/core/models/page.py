"""The base class of all page types, and its admin form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index

from core.admin.copying import BasePageCopyForm
from core.admin.panels import Tabs, ThemesPanel
from core.admin.slug_input import SlugFromTitleInput
from core.blocks.problems import StreamProblems
from core.files import images
from core.models.themes import MAX_THEMES, themes_by_page
from core.preview.redirect import front_end_preview
from core.visibility import version
from core.visibility.addresses import page_origin
from core.visibility.gate import Audience, Gate
from core.workarounds.internals import AddressChangeMixin, SlugFromTitleMixin

#: Sent with `instance` and `update_fields` when a page has been saved together with its child rows, which `post_save`
#: is too early for.
page_stored = Signal()

#: Sent with `instance` in the transaction in which the slug of a page has changed, after the URL paths below it.
page_address_changed = Signal()


@dataclass(frozen=True)
class CardData:
    """The values of a page's card (`core.Card`). Texts are plain text."""

    summary: str = ""
    label: str = ""
    image_id: int | None = None
    earliest: date | None = None
    latest: date | None = None


class BasePageForm(WagtailAdminPageForm):
    """The admin form of a page. Fields in `required_to_publish` are required to publish, but not to save a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in getattr(self._meta.model, "required_to_publish", ()):
            # A live page without the value, from an import, can still be published with other changes.
            live_without = self.instance.live and self.instance.pk and not getattr(self.instance, name)
            if name in self.fields and not live_without:
                self.fields[name].required = True

    def clean_slug(self) -> str:
        """Number the slug of a new page if it is taken: it was generated, and its field is on another tab."""
        slug: str = self.cleaned_data["slug"]
        keeps_slug = self.instance.pk or not slug or self.parent_page is None
        return slug if keeps_slug else find_available_slug(self.parent_page, slug)

    def save(self, commit: bool = True) -> Any:
        """Save the page with exactly those child rows that the form has.

        An autosaved form may be sent again before it knows the ids of the rows that it created; without this, each of
        them would be created twice. Comments are left alone, since other users add some.
        """
        for name, formset in self.formsets.items():
            rows = getattr(self.instance, formset.rel_name)
            ids = {form.instance.pk for form in formset.initial_forms}
            if name != "comments" and (unknown := [row for row in rows.all() if row.pk and row.pk not in ids]):
                rows.remove(*unknown)
        return super().save(commit=commit)

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            for name, message in self.publication_problems().items():
                self.add_error(name if name in self.fields else None, message)

    def publication_problems(self) -> dict[str, Any]:
        """Return why the page cannot be published, by field. An invalid field still has its old value here."""
        problems = self.instance.publication_problems()
        return {name: message for name, message in problems.items() if name not in self.errors}


class BasePage(SlugFromTitleMixin, AddressChangeMixin, Page):
    """A page with themes, a description for search engines and social networks, and a verification date."""

    #: Name of the icon of this type in the admin.
    icon = ""
    #: Code of this type in cards, search facets and the API; pages without one have no card.
    card_kind = ""
    #: Name of the field that summarises the page, if there is one.
    summary_field = "introduction"
    #: Dotted path of a function `builder(page, request, gate, **kwargs)` that returns the context of this type's
    #: template, beside the shared context. A path, as for a template, so that models need not import pages. The keyword
    #: arguments are those of `render`.
    context_builder = ""
    #: Dotted path of a function `view(page, request)` that is called instead of `render`, for types that do not always
    #: respond with their page.
    view = ""
    #: Dotted path of a function `reader(pages)` that returns, by page id, what the search reads of some pages of this
    #: type besides their `search_fields`: a `core.search.pages.PageWords` each. It runs a few queries for all of them.
    search_reader = ""
    #: Dotted path of a function that returns the ids on the page of the headings of its StreamField, in order, from
    #: their texts; "" if they are those of the heading blocks.
    heading_anchors = ""
    #: The relations that search fields and the reader go through, as for `prefetch_related`.
    search_related: tuple[str, ...] = ()
    #: Search fields of the admin that the site's search does not read: the reader returns what readers may see of them.
    search_replaced: frozenset[str] = frozenset()
    #: Search fields with other names of what the page is about, separated by commas, semicolons or line breaks. Other
    #: fields with a boost are names of people, organisations and places that the page mentions.
    search_names: tuple[str, ...] = ()
    #: Whether the facts on such a page grow old and need to be verified again.
    facts_age = False
    #: The search index is updated by search.admin_index, and not by modelsearch.
    search_auto_update = False
    #: Whether the context builder loads the row of the page itself, so that `core.views.serve` need not.
    loads_own_row = False
    #: Text fields with ways to reach people, which are emptied when the page is deleted.
    contact_fields: tuple[str, ...] = ()
    #: Fields that an editor must fill to publish; a draft and an import may leave them empty.
    required_to_publish: tuple[str, ...] = ()
    #: Why pages of this type cannot have aliases, in French; "" if they can.
    alias_obstacle = ""
    #: What copies of such a page do not have, in French.
    copy_note = ""
    #: The content snapshot of the request for which this instance is served, so that it is loaded once.
    request_snapshot: version.Snapshot | None = None

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
    copy_form_class = BasePageCopyForm
    themes_panels: list[Panel] = [
        ThemesPanel(
            "page_themes",
            heading="Thèmes",
            label="Thème",
            max_num=MAX_THEMES,
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
                FieldPanel("slug", widget=SlugFromTitleInput),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page and its child rows."""
        super().save(*args, **kwargs)
        page_stored.send(sender=type(self), instance=self, update_fields=kwargs.get("update_fields"))

    def address_changed(self) -> None:
        page_address_changed.send(sender=type(self), instance=self)

    @classmethod
    def first_live(cls) -> Self | None:
        """Return the first live page of this type in the tree, for types with one page per site, such as indexes."""
        return cls.objects.live().order_by("path").first()

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        """Return by field why the page cannot be published, for contradictions that a draft may contain.

        A French message, or for a StreamField the error that the editor shows at its blocks.
        """
        return {}

    def missing_to_publish(self) -> list[str]:
        """Return the French names of the empty fields in `required_to_publish`."""
        fields = (self._meta.get_field(name) for name in self.required_to_publish if not getattr(self, name))
        return [str(field.verbose_name) for field in fields]  # type: ignore[union-attr]

    def problem_texts(self) -> list[str]:
        """Return the messages of `publication_problems`, in French."""
        problems = self.publication_problems().values()
        return [text for problem in problems for text in ([problem] if isinstance(problem, str) else problem.texts)]

    def erase_contacts_of_children(self) -> None:
        """Empty what the child rows say of `contact_fields`. Called when the page is deleted."""

    # --- Addresses -----------------------------------------------------------------------------------------------

    def get_full_url(self, request: HttpRequest | None = None) -> str | None:
        """Return the absolute URL at which readers find the page: on the front end, if there is one."""
        return self._front_end_url() or super().get_full_url(request)

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str | None:
        """Return the URL of the page for links of the admin: absolute, if a front end shows it."""
        return self._front_end_url() or super().get_url(request, current_site)

    full_url = property(get_full_url)
    url = property(get_url)

    def _front_end_url(self) -> str:
        """Return the URL of the page on the front end; "" without one, or outside of the site that it shows."""
        if not settings.FRONTEND_URL:
            return ""
        site = (self.request_snapshot or version.current()).default_site
        return f"{page_origin(site)}{site.url(self.url_path)}" if site and self.path.startswith(site.path) else ""

    # --- Reading -------------------------------------------------------------------------------------------------

    def get_view_restrictions(self) -> Any:
        """Return the view restrictions of the page, without a query if the snapshot has none on its path."""
        snapshot = self.request_snapshot or version.current()
        if not any(self.path.startswith(r.path) for r in snapshot.restrictions):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Return the preview of the page as it is here: that of the front end, or Sillon's own."""
        revision_id = (extra_request_attrs or {}).get("revision_id")
        return front_end_preview(self, original_request, revision_id) or super().make_preview_request(
            original_request, preview_mode, extra_request_attrs
        )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.view:
            return import_string(self.view)(self, request, *args, **kwargs)
        return self.render(request, *args, **kwargs)

    def render(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render the template of the page; the arguments are passed to `get_context`."""
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        gate = Gate.for_request(request)
        # First, because a builder may load data that the shared context needs too.
        own_context = import_string(self.context_builder)(self, request, gate, **kwargs) if self.context_builder else {}
        context = super().get_context(request, *args, **kwargs)
        context["gate"] = gate
        context["breadcrumb"] = self.breadcrumb(gate)
        context["themes"] = self.theme_rows()
        context["structured_data"] = None  # schema.org data for search engines, where a type has any
        context["canonical_url"] = gate.full_url(self.url_path)
        context["description"] = self.meta_description()
        context["edit_url"] = self.edit_url_for(request)
        context["social_image_url"] = self.social_image_url(gate, self.as_card())
        return context | own_context

    def edit_url_for(self, request: HttpRequest) -> str:
        """Return the URL of the page's form in the admin, or "" for those who may not edit the page."""
        if self.pk is None or Gate.for_request(request).audience < Audience.TEAM:
            return ""
        may_edit = self.permissions_for_user(request.user).can_edit()
        return reverse("wagtailadmin_pages:edit", args=[self.pk]) if may_edit else ""

    def breadcrumb(self, gate: Gate) -> list[dict[str, str]]:
        """Return the ancestors that the reader may see, from the home page down, each with `title` and `url`.

        They are loaded once per content version and parent.
        """
        steps = tuple(self.path[:end] for end in range(self.steplen * 2, len(self.path), self.steplen))

        def read() -> list[dict[str, str]]:
            rows = gate.pages(Page).filter(path__in=steps).order_by("path").values("title", "url_path")
            return [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows]

        return gate.snapshot.get_or_set(("breadcrumb", steps, *gate.scope), read)

    def theme_rows(self) -> list[dict[str, str]]:
        """Return the themes of the page, each with `title` and `slug`."""
        if self.request_snapshot:  # the page is as stored, which is quicker to read without its objects
            return themes_by_page([self.pk]).get(self.pk, [])
        return [
            {"title": item.theme.title, "slug": item.theme.slug} for item in self.page_themes.select_related("theme")
        ]

    def social_image_url(self, gate: Gate, card: CardData) -> str:
        """Return the absolute URL of the image for shared links, or ""."""
        pk = self.social_image_id or card.image_id
        image = images.as_json(images.load([pk], gate.images).get(pk), gate.site.base_url) if pk and gate.site else None
        # Social networks do not show SVG.
        return image["url"] if image and not image["url"].endswith(".svg") else ""

    def window_title(self, gate: Gate) -> str:
        """Return the title for browsers and search engines."""
        return self.seo_title or self.title

    def meta_description(self) -> str:
        """Return the description for search engines and shared links."""
        return self.search_description or getattr(self, self.summary_field, "")

    def removal_warning(self) -> str:
        """Return in French what an editor must know before taking this page off the site; "" if there is nothing."""
        return ""

    def as_card(self) -> CardData:
        """Return the values of this page's card."""
        return CardData(summary=self.meta_description())


def tabs(*contents: tuple[str, list[Panel]], form_class: type[BasePageForm] = BasePageForm) -> Tabs:
    """Build the tabs of a page type's admin form: its own, then « Référencement » and « Publication »."""
    shared = [("Référencement", BasePage.promote_panels), ("Publication", BasePage.settings_panels)]
    groups = [ObjectList(panels, heading=heading) for heading, panels in [*contents, *shared]]
    return Tabs(groups, base_form_class=form_class)
