"""The list and the form of promotions: pages and links that come before the results of a question.

These are Wagtail's own screens in other words, with lengths that the database can store, and without its choice of
popular questions, which Sillon counts elsewhere (`search.log`). They stand in front of Wagtail's at its addresses.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.models import inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path, reverse
from django.utils.functional import cached_property
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.contrib.search_promotions import views
from wagtail.contrib.search_promotions.forms import QueryForm, SearchPromotionForm, SearchPromotionsFormSet
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from core.search.words import key
from core.text.lengths import LONGEST_LINE, LONGEST_QUERY, MaxLength, limit_lengths, too_long
from search.promotions import MOST_OF_A_QUESTION

NAMES = {
    "index_url_name": "search_promotions:index",
    "index_results_url_name": "search_promotions:index_results",
    "add_url_name": "search_promotions:add",
    "edit_url_name": "search_promotions:edit",
    "delete_url_name": "search_promotions:delete",
}
WRONG_ADDRESS = "Ce n’est pas une adresse : elle commence par http:// ou https://, comme https://www.example.org/."
PERMISSIONS = [f"wagtailsearchpromotions.{verb}_searchpromotion" for verb in ("add", "change", "delete")]


class PromotedQuestionForm(QueryForm):
    """The question that promotions belong to."""

    query_string = forms.CharField(
        label="Ce qu’on cherche",
        help_text="Les mots que tapent les visiteurs, par exemple « location de salle ». Majuscules, accents et "
        "pluriels ne comptent pas.",
    )

    def clean_query_string(self) -> str:
        text = self.cleaned_data["query_string"]
        if not key(text):
            raise ValidationError("Il faut au moins une lettre ou un chiffre.")
        if len(text.lower()) > LONGEST_QUERY:  # as it is stored; some letters are two in lower case
            raise ValidationError(too_long(LONGEST_QUERY, len(text.lower())))
        others = Query.objects.filter(editors_picks__isnull=False).exclude(
            query_string=self.initial.get("query_string")
        )
        same = next((other for other in others.values_list("query_string", flat=True) if key(other) == key(text)), "")
        if same:
            raise ValidationError(f"« {same} » a déjà ses mises en avant, et ce sont les mêmes mots : modifiez-les.")
        return text


class PromotionForm(SearchPromotionForm):
    """A page or a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["page"].label = "Page du site"
        fields["page"].help_text = ""
        url = fields["external_link_url"]
        url.label, url.help_text = "Ou adresse d’un autre site", "En entier, par exemple https://www.example.org/."
        url.error_messages["invalid"] = WRONG_ADDRESS
        others = [validator for validator in url.validators if not isinstance(validator, URLValidator)]
        url.validators = [URLValidator(schemes=["http", "https"], message=WRONG_ADDRESS), *others]
        fields["external_link_text"].label = "Titre du lien"
        fields["external_link_text"].help_text = "Pour un autre site seulement."
        fields["description"].label = "En une phrase"
        fields["description"].help_text = "Facultatif. S’affiche sous le titre."
        fields["description"].max_length = LONGEST_LINE
        fields["description"].validators.append(MaxLength(LONGEST_LINE))
        limit_lengths(fields.values())


class FewPromotions(SearchPromotionsFormSet):
    default_error_messages = SearchPromotionsFormSet.default_error_messages | {
        "too_many_forms": f"{MOST_OF_A_QUESTION} pages et liens au plus : enlevez-en.",
    }


PromotionFormSet = inlineformset_factory(
    Query,
    SearchPromotion,
    form=PromotionForm,
    formset=FewPromotions,
    can_order=True,
    can_delete=True,
    extra=0,
    max_num=MOST_OF_A_QUESTION,
    validate_max=True,
)


class PromotionIndexView(views.IndexView):
    page_title = "Mises en avant"
    add_item_label = "Mettre une page en avant"
    header_icon = "thumbtack"
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "search/admin/promotions_results.html"
    columns = [
        TitleColumn(
            "query_string",
            label="Ce qu’on cherche",
            width="40%",
            url_name=NAMES["edit_url_name"],
            sort_key="query_string",
        ),
        views.settings.SearchPromotionColumn("editors_picks", label="Pages et liens en avant"),
    ]


class _PromotionFormMixin:
    """What the forms of new and of stored promotions share."""

    form_class = PromotedQuestionForm
    header_icon = "thumbtack"
    page_subtitle = "Mise en avant"
    template_name = "search/admin/promotion_form.html"
    error_message = "La mise en avant n’a pas été enregistrée : corrigez ce qui est signalé."

    @cached_property
    def searchpicks_formset(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        return PromotionFormSet(data, instance=self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items = super().get_breadcrumbs_items()
        items[-2]["label"] = PromotionIndexView.page_title
        return items


class PromotionCreateView(_PromotionFormMixin, views.CreateView):
    """The form of a new promotion; the parameter `question` fills it in."""

    page_title = "Mettre une page en avant"
    success_message = "Mise en avant de « %(query)s » enregistrée."

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"query_string": self.request.GET.get("question", "")[:LONGEST_QUERY]}


class PromotionEditView(_PromotionFormMixin, views.EditView):
    success_message = "Mise en avant de « %(query)s » enregistrée."


class PromotionDeleteView(views.DeleteView):
    header_icon = "thumbtack"
    page_title = "Supprimer"
    success_message = "La mise en avant est supprimée."
    template_name = "wagtailadmin/generic/confirm_delete.html"
    confirmation_message = "Ne plus rien mettre en avant pour cette recherche ?"


class PromotionsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return any(map(request.user.has_perm, PERMISSIONS))


class PromotionViewSet(ViewSet):
    """Promotions."""

    name = "search_promotions"
    url_prefix = "recherche/mises-en-avant"
    icon = "thumbtack"
    menu_label = "Mises en avant"
    menu_item_class = PromotionsItem

    def get_urlpatterns(self) -> list[URLPattern]:
        index = PromotionIndexView
        return [
            path("", self.construct_view(index), name="index"),
            path("results/", self.construct_view(index, results_only=True), name="index_results"),
            path("new/", self.construct_view(PromotionCreateView), name="add"),
            path("<int:query_id>/", self.construct_view(PromotionEditView), name="edit"),
            path("<int:query_id>/delete/", self.construct_view(PromotionDeleteView), name="delete"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**NAMES, **kwargs)


class PromotionURLFinder(ModelAdminURLFinder):
    def construct_edit_url(self, instance: SearchPromotion) -> str:
        return reverse(NAMES["edit_url_name"], args=[instance.query_id])


register_admin_url_finder(SearchPromotion, PromotionURLFinder)


def leave(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Lead from an address of Wagtail's own screens to ours."""
    return redirect(NAMES["index_url_name"])


def urls_in_front() -> list[URLPattern]:
    """Return what stands in front of Wagtail's own screens."""
    return [re_path(r"^searchpicks/", leave)]
