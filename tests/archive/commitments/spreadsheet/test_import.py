"""What an imported table creates and changes."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageLogEntry

from archive.choices import CommitmentStatus
from archive.commitments.register import measures
from archive.commitments.spreadsheet.files import read_file
from archive.commitments.spreadsheet.save import IMPORTED
from archive.models import CommitmentPage, EvidencePage
from core.visibility.gate import Gate
from tests.archive.commitments.spreadsheet.conftest import evidence, exported, fresh, measure, rows_of
from tests.factories.archive import PartnerFactory
from tests.factories.commitments import CommitmentPlanPageFactory, EvidencePageFactory
from tests.reference import reference

pytestmark = pytest.mark.django_db


def statuses() -> dict[str, str]:
    return {row.number or row.title: row.status for row in measures(Gate.public())}


def draft(page):
    return fresh(page).get_latest_revision_as_object()


# --- Measures --------------------------------------------------------------------------------------------------------


def test_new_measure_is_published_by_those_who_may(imported, plan, moderator):
    PartnerFactory(name="INSEE")
    imported(
        rows_of(
            {
                "numero": "017", "axe": "Télétravail", "intitule": "Observer", "date_engagement": "mi-janvier 2017",
                "pilotes": "INSEE ; DARES", "echeance": "fin 2018", "sous_mesure_de": "16",
                "sources": "https://www.a.example/1 ; Un livre | https://b.example/2;3 ; Un discours",
            }
        )
    )  # fmt: skip
    page = measure("017")
    assert (page.live, page.title, page.text, page.slug, page.owner) == (
        True, "Observer", "Observer", "mesure-017", moderator,
    )  # fmt: skip
    assert (page.date_label, page.due_label, page.part_of.number) == ("mi-janvier 2017", "fin 2018", "16")
    assert [str(lead) for lead in page.leads.all()] == ["INSEE", "DARES"]
    assert page.leads.first().organisation.name == "INSEE"
    assert [(row.title, row.url) for row in page.sources.all()] == [
        ("a.example", "https://www.a.example/1"), ("Un livre", "https://b.example/2;3"), ("Un discours", ""),
    ]  # fmt: skip
    assert PageLogEntry.objects.filter(page=page.pk, action=IMPORTED, user=moderator).exists()
    assert statuses()["017"] == CommitmentStatus.UNDOCUMENTED


def test_new_measure_is_a_draft_for_others_and_below_a_draft(imported, plan, writer, moderator):
    imported(rows_of({"numero": "17", "intitule": "Observer"}), user=writer)
    assert not measure("17").live
    Page.objects.filter(pk=plan.pk).update(live=False)
    imported(rows_of({"numero": "18", "intitule": "Observer encore"}))
    assert not measure("18").live


def test_long_text_makes_a_title_that_ends_at_a_word(imported):
    imported(rows_of({"numero": "17", "intitule": "Développer durablement " * 20}))
    title = measure("17").title
    assert len(title) <= 120
    assert title.endswith(("Développer…", "durablement…"))


def test_whole_may_follow_its_parts_in_the_table(imported):
    imported(
        rows_of({"numero": "17-a", "intitule": "Partie", "sous_mesure_de": "17"}, {"numero": "17", "intitule": "Tout"})
    )
    assert measure("17-a").part_of == measure("17")


def test_changed_measure_is_published_and_its_draft_keeps_its_own(imported, plan, moderator):
    page = measure("16")
    page.axis = "Brouillon"
    page.save_revision()
    result = imported(rows_of({"numero": "16", "intitule": "Élaborer mieux", "echeance": "", "pilotes": "DGT ; CGET"}))
    [change] = result.changes()
    assert {(row.column, row.old, row.new) for row in change.differences} == {
        ("intitule", "Élaborer un plan", "Élaborer mieux"),
        ("echeance", "31 décembre 2016", ""),
        ("pilotes", "CGET ; DGT", "DGT ; CGET"),
    }
    page = measure("16")
    assert (page.text, page.due, page.due_latest, page.axis) == ("Élaborer mieux", "", None, "Télétravail")
    assert [str(lead) for lead in page.leads.all()] == ["DGT", "CGET"]
    assert (draft(page).axis, draft(page).text) == ("Brouillon", "Élaborer mieux")
    assert page.sources.count() == 1  # the table has no column for them


def test_change_by_those_who_may_not_publish_goes_into_a_draft(imported, writer):
    imported(rows_of({"numero": "16", "intitule": "Élaborer mieux"}), user=writer)
    page = measure("16")
    assert page.text == "Élaborer un plan"
    assert draft(page).text == "Élaborer mieux"


def test_measures_are_matched_by_id_then_number_then_text(imported, plan):
    count = CommitmentPage.objects.count()
    whole, part = measure("16"), measure("16-a")
    imported(rows_of({"mesure_id": str(whole.translation_key), "numero": "20", "intitule": "Élaborer"}))
    assert fresh(whole).number == "20"
    imported(rows_of({"numero": "16-A", "intitule": "Diffuser plus"}))
    assert fresh(part).text == "Diffuser plus"
    imported(rows_of({"intitule": "diffuser PLUS", "axe": "Autre"}, columns=["intitule", "axe"]))
    assert (fresh(part).axis, fresh(part).number) == ("Autre", "16-A")
    assert CommitmentPage.objects.count() == count


def test_sources_keep_their_date_and_note(imported, plan):
    page = measure("16")
    page.sources.update(note="p. 3", date="2017")
    imported(
        rows_of({"numero": "16", "intitule": "Élaborer un plan", "sources": "https://b.example/ ; https://a.example/q"})
    )
    rows = [(row.title, row.url, row.note, row.date) for row in fresh(page).sources.all()]
    assert rows == [
        ("b.example", "https://b.example/", "", ""), ("Question 17855", "https://a.example/q", "p. 3", "2017"),
    ]  # fmt: skip


def test_typography_and_the_date_of_the_plan_are_no_changes(imported, plan):
    page = measure("16-a")
    page.text = "L’essai : « oui »"
    page.save_revision().publish()
    row = {"numero": "16-a", "intitule": "L'essai : «oui»", "date_engagement": plan.date}
    assert [*imported(rows_of(row)).changes()] == []


# --- Evidence --------------------------------------------------------------------------------------------------------


def test_proposed_status_is_an_evidence_that_is_not_validated(imported, plan):
    before = statuses()
    imported(
        rows_of({"numero": "16", "intitule": "Élaborer un plan", "statut_propose": "RÉALISÉ", "preuve_date": "2018"})
    )
    proof = evidence("Statut proposé par relevé.csv")
    assert (proof.live, proof.establishes, proof.date, proof.kind) == (False, "done", "2018", "official")
    assert proof.get_parent() == measure("16").page_ptr
    assert proof.workflow_states.count() == 0
    assert statuses() == before
    assert measure("16").evidence_changes.count() == 1  # that of the evidence of the fixture

    imported(
        rows_of({"numero": "16", "intitule": "Élaborer un plan", "statut_propose": "réalisé", "preuve_date": "2018"})
    )
    assert EvidencePage.objects.count() == 2  # found by its title and date


def test_published_by_people_it_counts(imported, plan, moderator):
    imported(rows_of({"numero": "16", "statut_propose": "réalisé", "preuve_date": "2018"}))
    evidence("Statut proposé par relevé.csv").get_latest_revision().publish(user=moderator)
    assert statuses()["16"] == CommitmentStatus.DONE


def test_changed_evidence_gets_a_draft_and_stays_validated(imported, plan, moderator):
    rows = exported(plan, moderator)
    at = rows[0].index("statut_propose")
    rows[1][at] = "Abandonné"
    rows[1][rows[0].index("validee")] = "non"
    before = statuses()
    imported(rows)
    proof = evidence("21 propositions")
    assert (proof.live, proof.establishes, draft(proof).establishes) == (True, "in_progress", "dropped")
    assert draft(proof).sources.count() == 1
    assert statuses() == before
    assert exported(plan, moderator)[1][at] == "Abandonné"


def test_validated_of_a_file_is_never_read(imported, plan, moderator):
    proof = EvidencePageFactory(parent=measure("16-a"), title="Brouillon")
    rows = exported(plan, moderator)
    at = rows[0].index("validee")
    for row in rows[1:]:
        row[at] = "oui" if row[at] == "non" else "non"
    assert [*imported(rows).changes()] == []
    assert not fresh(proof).live


def test_undocumented_is_no_evidence(imported):
    imported(rows_of({"numero": "16", "intitule": "Élaborer un plan", "statut_propose": "Non documenté"}))
    assert EvidencePage.objects.count() == 1


def test_removed_row_removes_nothing(imported, plan, moderator):
    rows = exported(plan, moderator)
    imported(rows[:1] + rows[2:])
    assert (CommitmentPage.objects.count(), EvidencePage.objects.count()) == (2, 1)


# --- The reference data ----------------------------------------------------------------------------------------------


def test_real_file_is_imported_plan_by_plan(plan, moderator, imported):
    content = reference("texts", "commitments.csv").read_bytes()
    rows = [texts for _, texts in read_file(content, ".csv")]
    titles = ("CIR 1 – Laon", "CIR 2 – Vesoul", "CIR 3 – Privas")
    plans = [CommitmentPlanPageFactory(title=title) for title in titles]
    results = [imported(rows, name="commitments.csv", into=plan) for plan in plans]
    assert [CommitmentPage.objects.child_of(plan).live().count() for plan in plans] == [5, 1, 3]
    assert (
        results[0].remarks[0]
        == "4 lignes d’un autre plan sont laissées de côté : « CIR 2 – Vesoul », « CIR 3 – Privas »."
    )
    imported_evidence = EvidencePage.objects.not_descendant_of(plan)
    assert not imported_evidence.live().exists()
    proofs = {page.title: (page.date, page.establishes) for page in imported_evidence}
    assert proofs == {
        "« 21 propositions pour un plan national de déploiement du télétravail » (CGET, juin 2017)":
            ("2017-06", "in_progress"),
        "Rencontre nationale CGET du 21 mars 2017 et lancement de teletravailler.fr": ("2017-03-21", "done"),
        "Décret n° 2016-151 du 11 février 2016": ("2016-02-11", "done"),
        "Dossier de presse CIR du 20 mai 2016": ("2016-05-20", "not_applicable"),
    }  # fmt: skip
    sixteen = CommitmentPage.objects.child_of(plans[0]).get(number="16")
    assert [str(lead) for lead in sixteen.leads.all()] == ["CGET", "DGT", "DGAFP"]
    urls = [source.url for source in sixteen.sources.all()]
    assert len(urls) == 2
    assert [source.url for source in evidence(next(iter(proofs))).sources.all()] == urls
    assert [*imported(rows, name="commitments.csv", into=plans[0]).changes()] == []
