"""What a new instance begins with: words of the field that mean the same."""

from __future__ import annotations

from django.db.models import Model
from wagtail.contrib.search_promotions.models import SearchPromotion

from search.models import Synonym

#: What editors and moderators may change.
EDITED: tuple[type[Model], ...] = (Synonym, SearchPromotion)

#: Expressions of which each stands for all others of its line.
BOTH_WAYS = (
    "TLA, tiers-lieu d’activités, tiers-lieu",
    "coworking, co-working, cowork, espace de travail partagé",
    "télétravail, travail à distance, nomadisme",
    "RSE, RSO, responsabilité sociale des entreprises, responsabilité sociétale des entreprises, "
    "responsabilité sociale des organisations, responsabilité sociétale des organisations",
    "CIR, comité interministériel aux ruralités",
    "fablab, makerspace, hackerspace",
    "mairie, commune, collectivité",
    "EPCI, interco, comcom",
    "compte rendu, CR, PV, procès-verbal, restitution",
    "MSAP, maison de services au public, France services",
    "PMR, accessibilité",
    "fibre, THD",
)
#: Expressions that also lead to others, but not the other way round.
ONE_WAY = (
    ("télécentre, centre de télétravail, bureau partagé", "tiers-lieu"),
    ("échec, fermeture", "difficulté"),
    ("sillon alpin", "38, 73, 74"),
)


def ensure_synonyms() -> None:
    """Create the first synonyms if there are none at all. The caller bumps the content version."""
    if not Synonym.objects.exists():
        rows = [*((expressions, "") for expressions in BOTH_WAYS), *ONE_WAY]
        Synonym.objects.bulk_create(Synonym(expressions=left, targets=right) for left, right in rows)
