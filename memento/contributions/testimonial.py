"""The contribution form of a testimonial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from core.blocks.video import VideoURLBlock
from core.contributions.blocks import first_video, with_images, with_video, with_video_files
from core.contributions.fields import PlaceField, WebField
from core.contributions.kinds import ContributionForm, Files, Notice, Purpose, Step, declare_page_form, paragraphs
from core.models import Person, SillonDocument, SillonImage
from memento.models import TestimonialIndexPage, TestimonialPage
from memento.testimonials import people

NO_TRANSCRIPT = (
    "Votre vidéo n’a pas de transcription : qui n’entend pas, ou ne peut pas mettre le son, n’en saura rien. Quelques "
    "lignes aident déjà."
)


class FilmField(WebField):
    """The URL of a film on a host whose player the site embeds."""

    def clean(self, value: Any) -> str:
        url: str = VideoURLBlock(required=False).clean(super().clean(value))
        return url


class TestimonialForm(ContributionForm):
    """The form of a new testimonial, in four steps."""

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
    error_fields: ClassVar = {"person": "person_name", "consent_recorded_on": "consent", "consent_note": "consent"}

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
        #: The person before this form writes its values into the instance.
        self.previous_person = self.instance.person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        uploaded, url, transcript = (
            self.file_counts.get("video", 0),
            self._film("url", "film"),
            self.value("transcript"),
        )
        if "film" in self.errors:
            return data
        if uploaded and url and "film" in self.fields:
            self.add_error("film", "Vous envoyez déjà un film : gardez l’adresse ou le fichier, pas les deux.")
        elif transcript and not uploaded and not url and "film" in self.fields:
            self.add_error("film", "Cette transcription n’a pas de vidéo. Donnez son adresse, ou envoyez le film.")
        if self.value("person_role") and not self.value("person_name") and "person_name" in self.fields:
            self.add_error("person_name", "Écrivez le nom de la personne qui a cette fonction.")
        return data

    def problems(self) -> dict[str, str]:
        problems = super().problems()
        if self.instance.person:  # possibly unsaved, so that person_id is empty
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
        """Return the person that the form names; an unsaved one if none has exactly this name and role."""
        previous = self.previous_person
        name = self.value("person_name") if "person_name" in self.fields else previous.name if previous else ""
        role = self.value("person_role") if "person_role" in self.fields else previous.role if previous else ""
        return people.person_named(name, role or "") if name else None

    def _write_film(self, page: Any) -> None:
        film = first_video(page.body) or {}
        url, uploaded = self._film("url", "film"), self.file_counts.get("video", 0)
        if not url and not uploaded and not film.get("file"):
            page.body = with_video(page.body, None)
            return
        values = {"title": film.get("title") or page.title[:150], "url": url or ""}
        if "transcript" in self.fields:
            values["transcript"] = paragraphs(self.value("transcript") or "")
        page.body = with_video(page.body, values)

    def _film(self, part: str, field: str) -> Any:
        """Return a value of the film: from the form if it has the field, otherwise from the page."""
        return self.value(field) if field in self.fields else (first_video(self.instance.body) or {}).get(part, "")

    def save_related(self, page: Any) -> None:
        people.save_person(page, self.previous_person)

    def notices(self) -> list[Notice]:
        film = self.is_bound and not self.errors.get("film") and (self.value("film") or self.file_counts.get("video"))
        return [Notice(NO_TRANSCRIPT)] if film and not self.value("transcript") else []

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        if name == "video":
            page.body = with_video_files(page.body, page.title[:150], accepted)  # type: ignore[arg-type]
        else:
            page.body = with_images(page.body, accepted)  # type: ignore[arg-type]


def declare() -> None:
    """Register this kind of contribution; called once all apps are loaded."""
    declare_page_form(
        TestimonialForm,
        code="temoignage",
        purpose=Purpose.NEW,
        label="Raconter une bonne pratique",
        introduction="Ce que vous avez fait dans un tiers-lieu, avec quels moyens, ce que cela a donné : de quoi "
        "servir à d’autres. Rien ne paraît sans votre accord.",
        parent=TestimonialIndexPage.first_live,
        icon="testimonial",
        order=20,
    )
