"""The guide's shared blocks and glossary in the admin: their listings, their choosers, what deletion asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.text import Truncator, slugify
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, UnpublishView

from memento.models import GlossaryTerm, SharedBlock
from memento.usages import counted, usages, usages_of


def keep_what_is_in_use(request: HttpRequest, objects: list[Any]) -> HttpResponse | None:
    """Before snippets of one model are deleted: where a shared block or a term is still placed, say where instead."""
    model = type(objects[0]) if objects else None
    if model not in (SharedBlock, GlossaryTerm):
        return None
    placed = usages(model, [found.pk for found in objects])
    kept = [(found, placed[found.pk], counted(placed[found.pk])) for found in objects if placed[found.pk]]
    if not kept:
        return None
    context = {
        "kept": kept,
        "are_terms": model is GlossaryTerm,
        "header_title": "Encore en usage",
        "page_title": "Encore en usage",
        "header_icon": model.snippet_viewset.icon,
        "back": reverse(model.snippet_viewset.get_url_name("list")),
    }
    return TemplateResponse(request, "memento/admin/kept.html", context)


class SharedBlockFilterSet(WagtailFilterSet):
    """Filters of shared blocks."""

    status = ChoiceFilter(
        label="Statut",
        choices=[("live", "Publiés"), ("draft", "Jamais publiés ou dépubliés"), ("changed", "Avec un brouillon")],
        method="with_status",
    )

    class Meta:
        model = SharedBlock
        fields: list[str] = []

    def with_status(self, blocks: QuerySet, name: str, which: str) -> QuerySet:
        wanted = {"live": {"live": True}, "draft": {"live": False}, "changed": {"has_unpublished_changes": True}}
        return blocks.filter(**wanted[which])


class SharedBlockIndexView(IndexView):
    """Shared blocks, with the number of pages that each is placed in."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        blocks = list(context["object_list"])
        placed = usages(SharedBlock, [block.pk for block in blocks])
        ids = [str(block.pk) for block in blocks]
        kind = ContentType.objects.get_for_model(SharedBlock)
        revisions = Revision.objects.filter(content_type=kind, object_id__in=ids, approved_go_live_at__isnull=False)
        scheduled = {revision.object_id: revision for revision in revisions}
        for block in blocks:
            block.scheduled_revision = scheduled.get(str(block.pk))  # or each row would ask for its own
            block.placed_in = _placed_in(placed[block.pk])
        context["object_list"] = context[self.context_object_name or "object_list"] = blocks
        return context


def _placed_in(found: list[Any]) -> str:
    """« 4 fiches », « 1 fiche et un brouillon », « nulle part »."""
    published = [usage for usage in found if usage.published]
    drafts = len(found) - len(published)
    parts = [counted(published)] if published else []
    if drafts:
        parts.append("un brouillon" if drafts == 1 else f"{drafts} brouillons")
    return " et ".join(parts) or "nulle part"


class SharedBlockUnpublishView(UnpublishView):
    """The question before a block vanishes from the pages that show it."""

    template_name = "memento/admin/shared_block_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = [usage for usage in usages_of(self.object) if usage.published]
        own = {"published": published, "published_count": counted(published), "usage_url": None}
        return super().get_context_data(**kwargs) | own


class NewSharedBlockForm(forms.ModelForm):
    """A shared block made on the way, from a sheet: a name and paragraphs. The rest is added to it afterwards."""

    text = forms.CharField(
        label="Texte",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une ligne vide sépare deux paragraphes. Listes, liens et images s’ajoutent ensuite, depuis « Blocs "
        "partagés » dans le menu.",
    )

    class Meta:
        model = SharedBlock
        fields = ("name",)


class SharedBlockCreateView(SnippetCreateView):
    """Makes a shared block from within a sheet: published at once by who may publish, a draft otherwise."""

    def save_form(self, form: NewSharedBlockForm) -> SharedBlock:
        block: SharedBlock = form.save(commit=False)
        block.body = [("text", linebreaks(form.cleaned_data["text"], autoescape=True))]
        block.live = False
        block.save()
        user = self.request.user
        revision = block.save_revision(user=user, log_action=True)
        if self.get_permission_policy().user_has_permission(user, "publish"):
            revision.publish(user=user)
            block.refresh_from_db()
        return block


class SharedBlockChooseView(ChooseView):
    results_template_name = "memento/admin/chooser_results.html"


class SharedBlockChooseResultsView(ChooseResultsView):
    results_template_name = "memento/admin/chooser_results.html"


class SharedBlockChooserViewSet(SnippetChooserViewSet):
    """The choice of a shared block in a sheet."""

    choose_view_class = SharedBlockChooseView
    choose_results_view_class = SharedBlockChooseResultsView
    creation_form_class = NewSharedBlockForm
    create_view_class = SharedBlockCreateView
    creation_tab_label = "Nouveau"
    create_action_label = "Créer et placer ici"
    create_action_clicked_label = "Création…"


class TermColumns:
    """The columns of the choice of a term."""

    results_template_name = "memento/admin/chooser_results.html"

    @property
    def columns(self) -> list[Column]:
        own = [
            Column("definition", label="Définition", accessor=lambda term: Truncator(term.definition).chars(90)),
            Column("synonyms", label="Autres façons de le dire", accessor=lambda term: ", ".join(term.forms()[1:])),
        ]
        return [*super().columns, *own]  # type: ignore[misc]

    @property
    def title_column(self) -> Column:
        column = super().title_column  # type: ignore[misc]
        column.label = "Terme"
        return column


class TermChooseView(TermColumns, ChooseView):
    pass


class TermChooseResultsView(TermColumns, ChooseResultsView):
    pass


class NewTermForm(forms.ModelForm):
    """A term made on the way, from a sheet; its address follows from it."""

    class Meta:
        model = GlossaryTerm
        fields = ("term", "definition", "synonyms")
        widgets = {"definition": forms.Textarea(attrs={"rows": 3}), "synonyms": forms.Textarea(attrs={"rows": 2})}

    def save(self, commit: bool = True) -> GlossaryTerm:
        self.instance.slug = free_slug(self.instance.term)
        return super().save(commit=commit)


def free_slug(term: str) -> str:
    """An address that no other term has."""
    slug, number = slugify(term)[:90] or "terme", 2
    wanted = slug
    while GlossaryTerm.objects.filter(slug=wanted).exists():
        wanted, number = f"{slug}-{number}", number + 1
    return wanted


class TermChooserViewSet(SnippetChooserViewSet):
    """The choice of a term of the glossary in a sheet."""

    choose_view_class = TermChooseView
    choose_results_view_class = TermChooseResultsView
    creation_form_class = NewTermForm
    creation_tab_label = "Nouveau"
    create_action_label = "Créer et placer ici"
    create_action_clicked_label = "Création…"


class SharedBlockViewSet(SnippetViewSet):
    """Shared blocks, under their own entry: editors change them as they change pages."""

    model = SharedBlock
    icon = "sillon-shared"
    menu_label = "Blocs partagés"
    menu_order = 125
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("placed_in", label="Paraît dans", width="22%"),
        UpdatedAtColumn(label="Modifié"),
        LiveStatusTagColumn(),
    ]
    filterset_class = SharedBlockFilterSet
    index_view_class = SharedBlockIndexView
    unpublish_view_class = SharedBlockUnpublishView
    chooser_viewset_class = SharedBlockChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[SharedBlock]:
        running = WorkflowState.objects.active().select_related("current_task_state__task")
        return SharedBlock.objects.prefetch_related(
            Prefetch("workflow_states", queryset=running, to_attr="_current_workflow_states")
        )


class GlossaryViewSet(SnippetViewSet):
    """The glossary."""

    model = GlossaryTerm
    icon = "sillon-definition"
    menu_label = "Glossaire"
    menu_order = 127
    add_to_admin_menu = True
    list_display = [
        "term",
        Column("definition", label="Définition", accessor=lambda term: Truncator(term.definition).chars(120)),
        Column("synonyms", label="Autres façons de le dire", accessor=lambda term: ", ".join(term.forms()[1:])),
    ]
    chooser_viewset_class = TermChooserViewSet
