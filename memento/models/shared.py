"""Shared blocks: content that is written once and shown in many sheets."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from core.blocks.resolver import ResolvedBlock, Resolver
from core.fields import StreamField
from core.visibility.gate import Gate
from memento.admin.panels import UsagesPanel
from memento.blocks import SHAREABLE_BLOCKS


class SharedBlock(
    PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, models.Model
):
    """Content that sheets show in its published state."""

    name = models.CharField(
        "nom",
        max_length=120,
        unique=True,
        help_text="Pour le retrouver parmi les autres ; il ne paraît pas sur le site.",
    )
    body = StreamField(
        SHAREABLE_BLOCKS,
        verbose_name="contenu",
        help_text="Ce qui paraît dans chaque fiche où le bloc est placé.",
    )

    revisions = GenericRelation("wagtailcore.Revision", related_query_name="shared_block")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="shared_block",
        for_concrete_model=False,
    )

    panels = [UsagesPanel(heading="Où il paraît"), FieldPanel("name"), FieldPanel("body")]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("body"),
        index.FilterField("name"),
    ]

    class Meta:
        verbose_name = "bloc partagé"
        verbose_name_plural = "blocs partagés"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "memento/shared_block_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        context = super().get_preview_context(request, mode_name)
        return context | {"body": self.resolved_body(Gate.for_request(request))}

    def resolved_body(self, gate: Gate) -> list[ResolvedBlock]:
        """Return the resolved body, for templates."""
        block, raw = self.body.stream_block, self.body.get_prep_value()
        resolver = Resolver(gate)
        resolver.add_stream(block, raw)
        return resolver.load().stream(block, raw)
