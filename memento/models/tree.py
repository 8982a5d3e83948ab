"""Decision trees: one question at a time, down to an outcome."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from core.blocks.problems import Problem, StreamProblems
from core.fields import StreamField
from core.models.page import BasePage, CardData, tabs
from memento.blocks.tree import NODES
from memento.querysets import GuidePageQuerySet
from memento.trees.graph import Tree, read
from memento.trees.problems import linked_pages, problems


class DecisionTreePage(BasePage):
    """A decision tree. Nothing that readers answer is stored: the way stands in the address."""

    icon = "sillon-tree"
    card_kind = "tree"
    facts_age = True
    #: What readers call such a page, on cards and in lists.
    label = "Arbre de décision"
    required_to_publish = ("introduction",)

    introduction = models.TextField(
        "introduction", blank=True, help_text="La question à laquelle cet arbre répond, et pour qui."
    )
    nodes = StreamField(
        NODES,
        verbose_name="questions et issues",
        blank=True,
        collapsed=True,  # sixty open blocks are slow to draw, and hard to find one's way in
        help_text="La première question est celle à laquelle aucune réponse ne mène ; chaque réponse va vers une "
        "autre question ou vers une issue.",
    )

    objects = PageManager.from_queryset(GuidePageQuerySet)()

    template = "memento/decision_tree_page.html"
    context_builder = "memento.pages.tree.tree_context"
    page_description = "Un arbre de décision : une question à la fois, jusqu’à une recommandation."
    parent_page_types = ["memento.MementoPage"]
    subpage_types = []

    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("nodes")]

    class Meta:
        verbose_name = "arbre de décision"
        verbose_name_plural = "arbres de décision"

    @property
    def tree(self) -> Tree:
        """The questions and outcomes as plain objects, read anew each time."""
        return read(self.nodes.get_prep_value())

    def problems(self) -> list[Problem]:
        """Return why the tree cannot be published; an empty list if it can. One query at most."""
        return tree_problems(self.tree)

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        problems = self.problems()
        return {**super().publication_problems(), **({"nodes": StreamProblems(problems)} if problems else {})}

    def as_card(self) -> CardData:
        return CardData(summary=self.meta_description(), label=self.label)


def tree_problems(tree: Tree) -> list[Problem]:
    """Return why a tree cannot be published, with the pages that it links to looked up. One query at most."""
    linked = linked_pages(tree)
    pages = Page.objects.filter(pk__in=linked).values_list("pk", "title", "live") if linked else []
    unpublished = dict.fromkeys(linked, "")
    for pk, title, live in pages:
        if live:
            del unpublished[pk]
        else:
            unpublished[pk] = title
    return problems(tree, unpublished)


DecisionTreePage.edit_handler = tabs(
    ("Arbre", [TitleFieldPanel("title"), FieldPanel("introduction"), FieldPanel("nodes")]),
    ("Classement", [*DecisionTreePage.themes_panels, *DecisionTreePage.verification_panels]),
)
