"""Blocks of lists, figures and tables."""

from __future__ import annotations

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError

from core.blocks.base import GeneralBlock, Group, OutputMixin
from core.blocks.text import TEXT_FEATURES


class StepBlock(StructBlock):
    """One step."""

    title = CharBlock(label="Étape", max_length=150, help_text="Une action : « Rencontrer dix usagers possibles ».")
    text = RichTextBlock(label="Comment faire", required=False, features=TEXT_FEATURES)

    class Meta:
        icon = "list-ol"


class StepsBlock(GeneralBlock):
    """Numbered steps."""

    title = CharBlock(
        label="Titre", required=False, max_length=120, help_text="Ce que ces étapes permettent : « Trouver des murs »."
    )
    steps = ListBlock(StepBlock(), label="Étapes", min_num=1)

    class Meta:
        icon = "list-ol"
        label = "Étapes numérotées"
        label_format = "Étapes : {title}"
        description = "Ce qu’il faut faire, dans l’ordre."
        group = Group.STRUCTURE
        template = "blocks/steps.html"
        preview_value = {
            "title": "Avant de chercher des murs",
            "steps": [
                {"title": "Rencontrer dix usagers possibles", "text": "<p>Chez eux, sans questionnaire.</p>"},
                {"title": "Écrire à qui le lieu servira", "text": ""},
            ],
        }


class ChecklistBlock(GeneralBlock):
    """A checklist, to tick on paper or on screen."""

    title = CharBlock(label="Titre", max_length=120, help_text="Le moment où la lire : « Avant de signer un bail ».")
    items = ListBlock(CharBlock(label="À vérifier", max_length=250), label="Points", min_num=1)

    class Meta:
        icon = "tasks"
        label = "Liste à cocher"
        label_format = "Liste : {title}"
        description = "Des points à vérifier un par un ; s’imprime avec ses cases."
        group = Group.STRUCTURE
        template = "blocks/checklist.html"
        preview_value = {"title": "Avant d’ouvrir", "items": ["La fibre est raccordée", "L’assurance est souscrite"]}


class KeyFigureBlock(StructBlock):
    """One figure."""

    value = CharBlock(label="Chiffre", max_length=30, help_text="Avec son unité : « 12 000 € », « 3 sur 4 ».")
    label = CharBlock(label="Ce qu’il mesure", max_length=150)
    source = CharBlock(label="Source", required=False, max_length=200, help_text="Qui l’a compté, et en quelle année.")

    class Meta:
        icon = "sillon-figures"


class KeyFiguresBlock(GeneralBlock):
    """A few figures in large type."""

    title = CharBlock(label="Titre", required=False, max_length=120)
    figures = ListBlock(KeyFigureBlock(), label="Chiffres", min_num=1, max_num=6)

    class Meta:
        icon = "sillon-figures"
        label = "Chiffres clés"
        label_format = "Chiffres : {title}"
        description = "Un à six chiffres mis en avant, chacun avec sa source."
        group = Group.STRUCTURE
        template = "blocks/key_figures.html"
        preview_value = {
            "title": "Le groupe de travail",
            "figures": [
                {"value": "69", "label": "personnes dans le groupe de travail", "source": "AUEG, 2017"},
                {"value": "3 sur 4", "label": "viennent à vélo (exemple fictif)", "source": ""},
            ],
        }


class TableBlock(OutputMixin, TypedTableBlock):
    """A table with a caption; columns of text or of figures."""

    text = TextBlock(label="Texte", required=False, rows=1)
    number = CharBlock(label="Nombre (aligné à droite)", required=False)

    def clean(self, value: TypedTable) -> TypedTable:
        """Refuse an empty table on publication; a draft may hold one."""
        if not self.is_deferred_validation and not any(cell for row in value.row_data for cell in row["values"]):
            message = "Ce tableau est vide : remplissez au moins une case, ou supprimez-le."
            raise TypedTableBlockValidationError(non_block_errors=[message])
        return super().clean(value)

    class Meta:
        icon = "table"
        label = "Tableau"
        description = "Un tableau avec titre ; les colonnes de nombres sont alignées à droite."
        group = Group.STRUCTURE
        template = "blocks/table.html"
        preview_value = {
            "caption": "Budget de la première année (exemple fictif)",
            "columns": [{"type": "text", "heading": "Poste"}, {"type": "number", "heading": "Montant"}],
            "rows": [{"values": ["Loyer", "9 600 €"]}, {"values": ["Animation", "18 000 €"]}],
        }


class PanelBlock(StructBlock):
    """A panel of an accordion."""

    title = CharBlock(label="Titre", max_length=150, help_text="Ce que l’on trouve en ouvrant le volet.")
    text = RichTextBlock(label="Texte", features=TEXT_FEATURES)

    class Meta:
        icon = "sillon-panels"


class AccordionBlock(GeneralBlock):
    """An accordion: panels that open one by one."""

    items = ListBlock(PanelBlock(), label="Volets", min_num=1)

    class Meta:
        icon = "sillon-panels"
        label = "Volets à ouvrir"
        description = "Des détails que le lecteur ouvre s’il en a besoin."
        group = Group.STRUCTURE
        template = "blocks/accordion.html"
        preview_value = {
            "items": [
                {"title": "Et en montagne ?", "text": "<p>La saison commande les horaires.</p>"},
                {"title": "Et dans un petit village ?", "text": "<p>Le café fait vivre le bureau.</p>"},
            ]
        }


class QuestionBlock(StructBlock):
    """A question and its answer."""

    question = CharBlock(label="Question", max_length=200, help_text="Comme on vous la pose.")
    answer = RichTextBlock(label="Réponse", features=TEXT_FEATURES)

    class Meta:
        icon = "help"


class FAQBlock(GeneralBlock):
    """Frequently asked questions."""

    questions = ListBlock(QuestionBlock(), label="Questions", min_num=1)

    class Meta:
        icon = "help"
        label = "Questions fréquentes"
        description = "Les questions que l’on vous pose vraiment, avec leur réponse."
        group = Group.STRUCTURE
        template = "blocks/faq.html"
        preview_value = {
            "questions": [
                {"question": "Faut-il une association ?", "answer": "<p>Non : cela dépend de qui décide.</p>"},
                {"question": "Combien de temps faut-il ?", "answer": "<p>Souvent deux ans avant d’ouvrir.</p>"},
            ]
        }
