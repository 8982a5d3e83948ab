"""Names of communes and départements that are ordinary French words, and so need a sign that the place is meant."""

from __future__ import annotations

from core.search.words import key

_NAMES = (
    "Aime, Aire, Arc, Les Arcs, Ars, Aube, Autre, Avion, Bar, Le Bar, La Balme, La Barre, Bois, Le Bois, Bonne, "
    "Bonnes, Bourg, Cadre, La Chambre, Champ, Champs, Le Champ, Charte, Chatte, Cher, La Compôte, Contes, Corps, La "
    "Côte, Cours, Creuse, Die, Les Échelles, Eaux, Essert, Eu, Fontaine, La Forteresse, Four, La Garde, Grâce, "
    "Groupe, Landes, Le Lieu, Ligne, Loges, Lot, Maison, La Manche, Manche, Marches, Les Marches, Mars, Mer, "
    "Montagne, Mortier, La Motte, Moulin, Moulins, Moûtiers, Nord, Objet, Orange, Ouvert, Parc, Pierre, La Pierre, "
    "Pin, Le Pin, Place, Plan, Poisson, Le Pont, Pont, Port, Le Port, Pré, Les Prés, Présentation, Projet, Retour, "
    "La Réunion, Réunion, Rives, La Rivière, Roche, La Roche, Salle, La Salle, Salles, Sens, Sol, Somme, Sore, "
    "Source, La Table, Table, La Terrasse, Tonnerre, La Tour, Tours, Train, Usage, Vaux, Vers, Verte, Vif, La "
    "Ville, Ville, Vins, Vitre, Viviers, Y"
)
ORDINARY = frozenset(key(name) for name in _NAMES.split(", "))


def is_ordinary(name_key: str) -> bool:
    """Whether the key of a name is that of an ordinary word, or has less than three letters."""
    return name_key in ORDINARY or len(name_key) < 3
