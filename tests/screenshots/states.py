"""Which pages are photographed, and in which state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

#: Of the demo's accounts, see the README.
PASSWORD = "sillon-demo"
Act = Callable[[Page], None]


@dataclass(frozen=True)
class State:
    """One page in one state."""

    name: str
    label: str
    path: str
    status: int = 200
    #: The demo account that looks at it; nobody when empty.
    account: str = ""
    #: What is done on the page before it is looked at.
    act: Act | None = None
    #: Whether it is looked at enlarged four times too.
    zoom: bool = False
    #: The host it is asked from: `content` gives the other one a site that nobody has filled.
    host: str = "localhost"
    #: Whether it may be missing: a page of development, or one that is not made yet.
    optional: bool = False


def answers_last(page: Page) -> None:
    """Choose the last answer of a decision tree."""
    page.locator(".tree-question [type=radio]").last.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Continuer").click()


def submits(**fields: str) -> Act:
    """Fills the form that holds these fields, by their names, and sends it as a reader does."""

    def act(page: Page) -> None:
        form = page.locator("form").filter(has=page.locator(f"[name={next(iter(fields))}]")).last
        # The page is to judge what was typed, not the browser.
        form.evaluate("form => { form.noValidate = true }")
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        with page.expect_navigation():
            form.locator("[type=submit]").last.click()

    return act


def types(text: str) -> Act:
    """Writes the beginning of a question into the search field, and goes to the first suggestion."""

    def act(page: Page) -> None:
        field = page.get_by_role("main").get_by_role("combobox")
        field.press_sequentially(text)
        page.get_by_role("option").first.wait_for()
        field.press("ArrowDown")

    return act


def follows(link: str) -> Act:
    """Follows a link of the page, by its words."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.get_by_role("link", name=link).first.click()

    return act


def contributes(go: str) -> Act:
    """Writes a title and something that is wrong into a contribution, and leaves it by a button of its second step."""

    def act(page: Page) -> None:
        page.locator("#id_title").fill("Une scierie que personne n’a encore mise dans l’inventaire")
        with page.expect_navigation():
            page.get_by_role("button", name="Enregistrer et continuer", exact=True).click()
        page.locator("#id_point").fill("quelque part")
        with page.expect_navigation():
            page.locator(f":is(.stepper, .row) [name=aller][value={go}]").first.click()

    return act


#: Clicks an answer of one question in so many, another one each time.
ANSWER = """every => {
  const names = new Set([...document.querySelectorAll("main [type=radio]")].map(input => input.name));
  [...names].filter((_, rank) => rank % every === 0).forEach((name, number) => {
    const answers = document.getElementsByName(name);
    answers[number % answers.length].click();
  });
}"""


def answers(every: int) -> Act:
    """Answer one question in so many of a questionnaire, and show its result."""

    def act(page: Page) -> None:
        page.evaluate(ANSWER, every)
        with page.expect_navigation():
            page.get_by_role("button", name="Voir le résultat").click()

    return act


LONG_QUERY = "espace+de+travail+partage+avec+atelier+cuisine+jardin+et+salle+de+reunion+" * 2

MAIL = "/captures/courriel/"

STATES = [
    State("accueil", "Accueil", "/", zoom=True),
    State("accueil-vide", "Accueil d’un site que personne n’a rempli", "/", host="127.0.0.1"),
    State("page", "Page de texte", "/l-alliance/"),
    State("page-tableau", "Page de texte, tableau de douze colonnes", "/captures-tableau/", zoom=True),
    State("page-vide", "Page de texte sans contenu", "/captures-page-vide/"),
    State("inventaire", "Inventaire, plus de 200 lieux", "/inventaire/", zoom=True),
    State("inventaire-demo", "Inventaire, un département", "/inventaire/?departement=38"),
    State("inventaire-page", "Inventaire, page du milieu", "/inventaire/?departement=26&page=5"),
    State(
        "inventaire-filtres",
        "Inventaire, filtres choisis",
        "/inventaire/?famille=coworking&famille=fablab&etat=active&milieu=mountain",
    ),
    State("inventaire-rien", "Inventaire, aucun résultat", "/inventaire/?q=introuvable"),
    State(
        "inventaire-pres", "Inventaire, rien autour d’un point", "/inventaire/?near=-20,40&radius_km=5&famille=fablab"
    ),
    State("inventaire-integrer", "Inventaire, pour un autre site", "/inventaire/integrer/?departement=38"),
    State("inventaire-cadre", "Inventaire, cadre sur un autre site", "/inventaire/integrer/cadre/?departement=38"),
    State(
        "inventaire-erreur", "Inventaire, filtres incompris", "/inventaire/?departement=999&famille=patinoire&page=zéro"
    ),
    State("lieu", "Lieu", "/inventaire/cowork-in-grenoble/", zoom=True),
    State("lieu-vide", "Lieu dont on ne sait que le nom", "/inventaire/captures-vide/"),
    State("lieu-complet", "Lieu complet, titre de 140 caractères", "/inventaire/captures-complet/", zoom=True),
    State("lieu-ferme", "Lieu fermé", "/inventaire/captures-ferme/"),
    State("lieu-exemple", "Lieu inventé de la démonstration", "/inventaire/exemple-scierie/"),
    State("lieu-exemple-ferme", "Lieu inventé, fermé", "/inventaire/exemple-relais/"),
    State("lieu-exemple-projet", "Lieu inventé, en projet", "/inventaire/exemple-granges/"),
    State("lieu-membres", "Lieu dont tout est réservé aux membres", "/inventaire/captures-reserve/"),
    State("memento", "Mémento", "/memento/"),
    State("memento-vide", "Mémento vide", "/captures-memento/"),
    State("chapitre", "Chapitre", "/memento/demarrer/"),
    State("chapitre-vide", "Chapitre sans fiche", "/captures-chapitres/vide/"),
    State("fiche", "Fiche", "/memento/demarrer/pourquoi-et-pour-qui/", zoom=True),
    State("fiche-complete", "Fiche, tous les blocs", "/captures-chapitres/extremes/tous-les-blocs/", zoom=True),
    State("fiche-longs-mots", "Fiche, longs mots et longs titres", "/captures-chapitres/extremes/longs-mots/"),
    State("fiche-vide", "Fiche dont il n’y a que le titre", "/captures-chapitres/extremes/vide/"),
    State("temoignages", "Témoignages", "/memento/temoignages/"),
    State("temoignages-rien", "Témoignages, aucun", "/captures-memento/temoignages/"),
    State("temoignage", "Témoignage", "/memento/temoignages/captures-complet/"),
    State("temoignage-vide", "Témoignage dont il n’y a que le titre", "/memento/temoignages/captures-vide/"),
    State("diagnostic", "Questionnaire", "/memento/pre-diagnostic/", zoom=True),
    State("diagnostic-resultat", "Questionnaire, résultat", "/memento/pre-diagnostic/", act=answers(1), zoom=True),
    State("diagnostic-partiel", "Questionnaire, résultat partiel", "/memento/pre-diagnostic/", act=answers(3)),
    State("diagnostic-perime", "Questionnaire, adresse d’un ancien", "/memento/pre-diagnostic/?resultat=1&v=abc&x=1"),
    State("arbre", "Arbre de décision, première question", "/captures-chapitres/arbre/", zoom=True),
    State("arbre-issue", "Arbre de décision, issue", "/captures-chapitres/arbre/", act=answers_last),
    State("arbre-entier", "Arbre de décision de soixante questions et issues", "/captures-chapitres/arbre/?vue=arbre"),
    State("arbre-vide", "Arbre de décision sans question", "/captures-chapitres/arbre-vide/"),
    State("ressources", "Ressources", "/ressources/"),
    State("evenements", "Évènements, plus de 100", "/ressources/evenements/"),
    State("evenements-annee", "Évènements d’une année", "/ressources/evenements/?year=2016"),
    State("evenements-rien", "Évènements, aucun", "/captures-ressources/evenements/"),
    State("evenements-erreur", "Évènements, filtre incompris", "/ressources/evenements/?type=bal&year=xvi"),
    State("evenement", "Évènement et compte rendu", "/ressources/evenements/table-ronde-legere-novembre-2016/"),
    State("evenement-a-venir", "Évènement à venir, complet", "/ressources/evenements/captures-a-venir/"),
    State("evenement-rendu", "Évènement, tous les blocs au compte rendu", "/ressources/evenements/captures-rendu/"),
    State("evenement-annule", "Évènement annulé", "/ressources/evenements/captures-annule/"),
    State("evenement-reporte", "Évènement reporté", "/ressources/evenements/captures-reporte/"),
    State("evenement-incertain", "Évènement dont on ignore la tenue", "/ressources/evenements/captures-incertain/"),
    State("evenement-exemple", "Évènement inventé, à venir", "/ressources/evenements/exemple-etabli-des-artisans/"),
    State(
        "evenement-exemple-rendu",
        "Évènement inventé, compte rendu",
        "/ressources/evenements/exemple-trajets-de-la-semaine/",
    ),
    State(
        "evenement-inscription", "Inscription à un évènement", "/ressources/evenements/captures-a-venir/inscription/"
    ),
    State("prevenu", "Être prévenu des évènements", "/ressources/evenements/etre-prevenu/"),
    State("prevenu-envoye", "Être prévenu, courriel parti", "/ressources/evenements/etre-prevenu/envoye/"),
    State("publications", "Publications", "/ressources/publications/"),
    State("publications-rien", "Publications, aucune", "/captures-ressources/publications/"),
    State("publication", "Publication", "/ressources/publications/premier-dossier-bilan-2014/"),
    State("publication-complete", "Publication avec fichiers", "/ressources/publications/captures-complete/"),
    State("publication-vide", "Publication, titre et date", "/ressources/publications/captures-vide/"),
    State("publication-ancienne", "Publication, version remplacée", "/ressources/publications/captures-ancienne/"),
    State("publication-retiree", "Publication retirée", "/ressources/publications/captures-retiree/"),
    State("publication-retour", "Retour d’étude", "/ressources/publications/exemple-retour-d-etude/"),
    State("publication-retour-long", "Retour d’étude, trop long", "/ressources/publications/captures-retour/"),
    State("publications-toutes", "Publications, toutes les versions", "/ressources/publications/?versions=all"),
    State("engagements", "Engagements", "/ressources/engagements/"),
    State("plan", "Plan d’engagements", "/ressources/engagements/cir-1-laon/"),
    State("plan-sans-mesures", "Plan sans mesures", "/ressources/engagements/plan-national-teletravail/"),
    State("mesure", "Mesure et preuves", "/ressources/engagements/cir-1-laon/mesure-16/"),
    State(
        "mesure-en-retard",
        "Mesure à l’échéance dépassée",
        "/ressources/engagements/cir-3-privas/maisons-de-services-au-public/",
    ),
    State("preuve", "Preuve", "/ressources/engagements/cir-1-laon/mesure-16/21-propositions-du-cget/"),
    State("projets", "Projets et groupes, dans tous les états", "/ressources/projets/"),
    State("projets-rien", "Projets et groupes, aucun", "/captures-ressources/projets/"),
    State("projets-erreur", "Projets et groupes, filtre incompris", "/ressources/projets/?type=bal&state=xvi"),
    State("projet", "Projet de la démonstration", "/ressources/projets/memento-guide-a-l-usage-des-acteurs/"),
    State("projet-complet", "Projet, avancement et décisions", "/ressources/projets/captures-complet/", zoom=True),
    State("projet-vide", "Projet, titre seul", "/ressources/projets/captures-vide/"),
    State("chronologie", "Chronologie", "/ressources/chronologie/"),
    State("chronologie-annee", "Chronologie, une année", "/ressources/chronologie/2016/"),
    State("themes", "Thèmes", "/themes/"),
    State("theme", "Thème", "/themes/tiers-lieux/"),
    State("theme-filtre", "Thème, un type de pages", "/themes/tiers-lieux/?type=event"),
    State("partenaires", "Partenaires", "/partenaires/"),
    State("partenaire", "Partenaire", "/partenaires/cea/"),
    State("tour", "Tour sans étape connue", "/ressources/tour-de-france-du-teletravail-et-des-tiers-lieux/"),
    State("tour-exemple", "Tour inventé, trois étapes", "/ressources/exemple-tour-des-lieux-de-demonstration/"),
    State("tour-complet", "Tour de trente étapes", "/ressources/captures-tour/"),
    State("recherche", "Recherche, rien de demandé", "/recherche/"),
    State("recherche-resultats", "Recherche, plus de 200 résultats", "/recherche/?q=atelier"),
    State("recherche-type", "Recherche, un seul type", "/recherche/?q=tiers-lieux&type=event"),
    State("recherche-rien", "Recherche, aucun résultat", "/recherche/?q=introuvable"),
    State("recherche-corrigee", "Recherche, faute de frappe et lieux compris", "/recherche/?q=cowrking+a+grenoble"),
    State("recherche-passages", "Recherche, passages de fiches", "/recherche/?q=besoins+des+habitants", zoom=True),
    State("recherche-proche", "Recherche, rien d’exact", "/recherche/?q=tiers+état"),
    State("recherche-filtres", "Recherche, filtres et tri", "/recherche/?q=télétravail&theme=tiers-lieux&order=date"),
    State("recherche-filtres-rien", "Recherche, rien avec ces filtres", "/recherche/?q=travail&type=event&year=1999"),
    State("recherche-page", "Recherche, page du milieu", "/recherche/?q=atelier&page=2"),
    State("recherche-suggestions", "Recherche, suggestions", "/recherche/", act=types("gre")),
    State("recherche-longue", "Recherche, très longue demande", f"/recherche/?q={LONG_QUERY}&type=inconnu"),
    State("messages", "Messages", "/captures/messages/"),
    State("page-privee", "Page privée, mot de passe demandé", "/captures-privee/"),
    State(
        "page-privee-erreur",
        "Page privée, mot de passe refusé",
        "/captures-privee/",
        act=submits(password="faux"),
    ),
    State("connexion", "Connexion", "/compte/login/"),
    State(
        "connexion-erreur",
        "Connexion, mot de passe refusé",
        "/compte/login/",
        act=submits(login="editrice", password="faux"),
    ),
    State("connexion-vide", "Connexion, rien de rempli", "/compte/login/", act=submits(login="", password="")),
    State("deconnexion", "Déconnexion", "/compte/logout/", account="membre"),
    State("mot-de-passe-oublie", "Mot de passe oublié", "/compte/password/reset/"),
    State(
        "mot-de-passe-oublie-erreur",
        "Mot de passe oublié, adresse impossible",
        "/compte/password/reset/",
        act=submits(email="pas une adresse"),
    ),
    State("mot-de-passe-envoye", "Mot de passe oublié, courriel envoyé", "/compte/password/reset/done/"),
    State("mot-de-passe-perime", "Nouveau mot de passe, lien périmé", "/compte/password/reset/key/1-perime/"),
    State("mot-de-passe", "Changer de mot de passe", "/compte/password/change/", account="membre"),
    State(
        "mot-de-passe-erreur",
        "Changer de mot de passe, refusé",
        "/compte/password/change/",
        account="membre",
        act=submits(oldpassword="faux", password1="1234", password2="4321"),
    ),
    State("adresses", "Adresses électroniques du compte", "/compte/email/", account="membre"),
    State("inscription", "Créer un compte", "/compte/signup/"),
    State(
        "inscription-erreur",
        "Créer un compte, refusé",
        "/compte/signup/",
        act=submits(name="www.exemple.example", email="pas une adresse", password1="1234"),
    ),
    State("inscription-envoyee", "Créer un compte, courriel envoyé", "/compte/confirm-email/"),
    State("compte", "Mon compte", "/compte/", account="membre"),
    State("compte-profil", "Mon profil", "/compte/profil/", account="membre"),
    State("compte-supprimer", "Supprimer mon compte", "/compte/supprimer/", account="membre"),
    State("deux-etapes", "Connexion en deux étapes", "/compte/deux-etapes/", account="membre"),
    State(
        "deux-etapes-activer",
        "Connexion en deux étapes, activation",
        "/compte/deux-etapes/totp/activate/",
        account="membre",
        act=submits(password=PASSWORD),
    ),
    State("contribuer", "Contribuer", "/contribuer/"),
    State("contribuer-membre", "Contribuer, avec un compte", "/contribuer/", account="membre"),
    State("contribuer-sans-compte", "Contribuer, compte nécessaire", "/contribuer/lieu/"),
    State("contribuer-page", "Contribuer, page à choisir", "/contribuer/signaler/"),
    State(
        "contribuer-signaler",
        "Signaler une erreur",
        "/inventaire/cowork-in-grenoble/",
        act=follows("Signaler une erreur"),
    ),
    State(
        "contribuer-etape", "Contribution, première étape", "/contribuer/lieu/?nouveau=1", account="membre", zoom=True
    ),
    State(
        "contribuer-revoir",
        "Contribution, réponse à revoir",
        "/contribuer/lieu/?nouveau=1",
        account="membre",
        act=contributes("suivant"),
    ),
    State(
        "contribuer-relire",
        "Contribution, à relire avant l’envoi",
        "/contribuer/lieu/?nouveau=1",
        account="membre",
        act=contributes("envoyer"),
    ),
    State(
        "contribuer-corriger",
        "Correction, onze étapes",
        "/inventaire/cowork-in-grenoble/",
        account="membre",
        act=follows("Corriger ou compléter cette fiche"),
    ),
    State("contributions", "Mes contributions", "/compte/contributions/", account="membre"),
    State("erreur-403", "Accès réservé", "/admin/login/", status=403, account="membre"),
    State("erreur-404", "Page introuvable", "/rien/", status=404),
    State("erreur-500", "Erreur du site", "/captures/erreur/", status=500),
    State("courriel-mot-de-passe", "Courriel, nouveau mot de passe", f"{MAIL}account/email/password_reset_key/"),
    State("courriel-inconnu", "Courriel, adresse sans compte", f"{MAIL}account/email/unknown_account/"),
    State("courriel-compte", "Courriel, compte à valider", f"{MAIL}members/account/email/to_approve/"),
    State("courriel-propose", "Courriel, fiche à relire", f"{MAIL}wagtailadmin/notifications/task_state_submitted/"),
    State("courriel-refuse", "Courriel, fiche refusée", f"{MAIL}wagtailadmin/notifications/workflow_state_rejected/"),
    State("courriel-remarques", "Courriel, remarques", f"{MAIL}wagtailadmin/notifications/updated_comments/"),
    State("styleguide", "Guide de style", "/styleguide/", optional=True),
]


def account_log_in(page: Page, account: str) -> None:
    """Log in as one of the demo's accounts."""
    page.goto("/compte/login/")
    submits(login=account, password=PASSWORD)(page)


def chosen(only: list[str]) -> list[State]:
    """The states whose names are one of these words or begin with one; all without any.

    Raises ValueError with the words that name nothing.
    """
    unknown = [word for word in only if not any(state.name.startswith(word) for state in STATES)]
    if unknown:
        raise ValueError(", ".join(unknown))
    return [state for state in STATES if not only or state.name.startswith(tuple(only))]
