"""What people may contribute to the guide: a good practice, told by who did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from core.blocks.video import AddressBlock
from core.contribution_blocks import film_of, with_film, with_film_files, with_pictures
from core.contribution_fields import PlaceField, WebField
from core.contributions import ContributionForm, Files, Notice, Purpose, Step, declare_page_form, paragraphs
from core.models import Person, SillonDocument, SillonImage
from memento import people
from memento.models import TestimonialIndexPage, TestimonialPage

NO_TRANSCRIPT = (
    "Votre vidéo n’a pas de transcription : qui n’entend pas, ou ne peut pas mettre le son, n’en saura rien. Quelques "
    "lignes aident déjà."
)


class FilmField(WebField):
    """The address of a film at a host that the site shows."""

    def clean(self, value: Any) -> str:
        url: str = AddressBlock(required=False).clean(super().clean(value))
        return url


class TestimonialForm(ContributionForm):
    """A good practice in its author's own words."""

    __test__ = False  # its name looks like that of a test

    person_name = forms.CharField(
        label="Qui témoigne ?",
        required=False,
        max_length=150,
        help_text="Prénom et nom, tels qu’ils paraîtront. Laissez vide si c’est un lieu qui témoigne, sans nommer "
        "personne.",
    )
    person_role = forms.CharField(
        label="Sa fonction", required=False, max_length=150, help_text="Par exemple « gérante » ou « bénévole »."
    )
    place = PlaceField(
        label="De quel lieu s’agit-il ?",
        required=False,
        max_length=300,
        help_text="Son nom, comme dans l’inventaire, ou l’adresse de sa fiche. Laissez vide s’il n’y est pas.",
    )
    film = FilmField(
        label="Adresse d’une vidéo",
        required=False,
        max_length=500,
        help_text="Sa page sur YouTube, Vimeo, Dailymotion ou un site PeerTube. Ou envoyez le film plus bas.",
    )
    transcript = forms.CharField(
        label="Transcription de la vidéo",
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ce qui est dit et montré, pour qui n’entend pas ou ne voit pas.",
    )
    consent = forms.BooleanField(
        label="J’accepte que ce témoignage soit publié sur ce site, avec le nom et les images que j’ai donnés.",
        help_text="Si vous racontez ce qu’une autre personne a fait, vous confirmez qu’elle est d’accord. Cet accord "
        "peut être retiré à tout moment : le témoignage quitte alors le site.",
        error_messages={"required": "Rien n’est publié sans cet accord. Cochez la case pour envoyer le témoignage."},
    )

    steps: ClassVar = (
        Step("essentiel", "L’essentiel", ("title", "introduction", "person_name", "person_role", "place")),
        Step(
            "recit",
            "Le récit",
            ("context", "deed", "means", "effects", "transfer"),
            help="Remplissez ce que vous pouvez : une partie suffit.",
        ),
        Step("images", "Vidéo et photos", ("film", "transcript"), ("video", "photos"), help="Tout est facultatif."),
        Step("accord", "Votre accord", ("consent",)),
    )
    files: ClassVar = (
        Files(
            "video",
            "Ou un film",
            "video",
            1,
            help="À la place de l’adresse, un fichier que vous avez le droit de publier.",
            words="Ce que montre le film",
        ),
        Files("photos", "Photos", "image", 4, help="Avec l’accord des personnes que l’on reconnaît."),
    )
    told_at: ClassVar = {"person": "person_name", "consent_recorded_on": "consent", "consent_note": "consent"}

    class Meta:
        model = TestimonialPage
        fields = ("title", "introduction", "context", "deed", "means", "effects", "transfer")
        labels = {
            "title": "Titre",
            "introduction": "En deux ou trois phrases",
            "context": "D’où l’on partait",
            "deed": "Ce qui a été fait",
            "means": "Avec quels moyens",
            "effects": "Ce que cela a donné",
            "transfer": "Ce qu’il faut pour le refaire ailleurs",
        }
        help_texts = {
            "title": "Ce qui a été fait, en quelques mots : « Ouvrir chaque mardi pour trouver ses habitués ».",
            "introduction": "De quoi donner envie de lire la suite.",
        }
        widgets = {"introduction": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Who was named before: what is typed is put into the instance itself.
        self.was_named = self.instance.person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        sent, linked, told = self.attached.get("video", 0), self._film("url", "film"), self.value("transcript")
        if "film" in self.errors:
            return data
        if sent and linked and "film" in self.fields:
            self.add_error("film", "Vous envoyez déjà un film : gardez l’adresse ou le fichier, pas les deux.")
        elif told and not sent and not linked and "film" in self.fields:
            message = "Cette transcription n’a pas de vidéo. Donnez son adresse, ou envoyez le film."
            self.add_error("film", message)
        if self.value("person_role") and not self.value("person_name") and "person_name" in self.fields:
            self.add_error("person_name", "Écrivez le nom de la personne qui a cette fonction.")
        return data

    def problems(self) -> dict[str, str]:
        problems = super().problems()
        if self.instance.person:  # not saved yet, it has no number
            problems.pop("person", None)
        elif "person" in problems:
            problems["person"] = "Écrivez le nom de la personne qui témoigne, ou celui du lieu dont il s’agit."
        if "context" in problems:
            problems["context"] = "Il n’y a encore rien à lire : racontez au moins une partie, ou donnez une vidéo."
        return problems

    def write(self, page: Any) -> None:
        if "place" in self.fields:
            page.place_id = self.value("place")
        if {"person_name", "person_role"} & self.fields.keys():
            page.person = self._person()
        if self.value("consent"):
            today = timezone.localdate()
            page.consent_recorded_on = page.consent_recorded_on or today
            page.consent_note = page.consent_note or f"Formulaire de contribution, le {date_format(today, 'j F Y')}."
        self._write_film(page)

    def _person(self) -> Person | None:
        """Who is named; not saved where the directory has nobody of just this name and role."""
        was = self.was_named
        name = self.value("person_name") if "person_name" in self.fields else was.name if was else ""
        role = self.value("person_role") if "person_role" in self.fields else was.role if was else ""
        return people.named(name, role or "") if name else None

    def _write_film(self, page: Any) -> None:
        held = film_of(page.body) or {}
        url, sent = self._film("url", "film"), self.attached.get("video", 0)
        if not url and not sent and not held.get("file"):
            page.body = with_film(page.body, None)
            return
        told = {"title": held.get("title") or page.title[:150], "url": url or ""}
        if "transcript" in self.fields:
            told["transcript"] = paragraphs(self.value("transcript") or "")
        page.body = with_film(page.body, told)

    def _film(self, part: str, field: str) -> Any:
        """A part of the film, as it was typed or as the page has it."""
        return self.value(field) if field in self.fields else (film_of(self.instance.body) or {}).get(part, "")

    def settle(self, page: Any) -> None:
        people.settle(page, self.was_named)

    def notices(self) -> list[Notice]:
        film = self.is_bound and not self.errors.get("film") and (self.value("film") or self.attached.get("video"))
        return [Notice(NO_TRANSCRIPT)] if film and not self.value("transcript") else []

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        if name == "video":
            page.body = with_film_files(page.body, page.title[:150], accepted)  # type: ignore[arg-type]
        else:
            page.body = with_pictures(page.body, accepted)  # type: ignore[arg-type]


def testimonials() -> Page | None:
    """Below which page new testimonials go."""
    return TestimonialIndexPage.objects.live().order_by("path").first()


def declare() -> None:
    declare_page_form(
        TestimonialForm,
        code="temoignage",
        purpose=Purpose.NEW,
        label="Raconter une bonne pratique",
        introduction="Ce que vous avez fait dans un tiers-lieu, avec quels moyens, ce que cela a donné : de quoi "
        "servir à d’autres. Rien ne paraît sans votre accord.",
        parent=testimonials,
        icon="testimonial",
        order=20,
    )
