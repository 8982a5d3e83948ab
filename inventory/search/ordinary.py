"""Names of communes and départements that are ordinary French words, and so need a sign that the place is meant."""

from __future__ import annotations

from core.search.words import key

_NAMES = (
    "Aime, Aire, Aisne, Arc, Les Arcs, Ars, Aube, Autre, Avion, Bar, Le Bar, La Balme, La Barre, Beauvoir, Bois, Le "
    "Bois, Bonne, Bonnes, Bourg, Brest, Cadre, La Chambre, Champ, Champs, Le Champ, Charte, Chatte, Cher, Claix, "
    "Compote, La Compôte, Contes, Corps, La Côte, Cours, Creuse, Die, Les Échelles, Eaux, Essert, Eu, Eure, "
    "Fontaine, La Forteresse, Four, Le Fresne, Gap, La Garde, Grâce, Groupe, Jura, Landes, Lens, Le Lieu, Ligne, "
    "Loges, Loire, Lot, Maison, La Manche, Manche, Marches, Les Marches, Mars, Marne, Mens, Mer, Montagne, Mortier, "
    "La Motte, Moulin, Moulins, Moûtiers, Mur, La Mure, Nice, Nord, Objet, Oise, Orange, Orne, Ouvert, Parc, Paris, "
    "Pierre, La Pierre, Pin, Le Pin, Place, Plan, Poisson, Le Pont, Pont, Port, Le Port, Pré, Les Prés, "
    "Présentation, Projet, Retour, La Réunion, Réunion, Rives, La Rivière, Roche, La Roche, Salle, La Salle, "
    "Salles, Sens, Sol, Somme, Sore, Source, La Table, Table, Tarn, La Terrasse, Tonnerre, La Tour, Tours, Train, "
    "Usage, Valence, Var, Vaux, Vers, Verte, Vienne, Vif, La Ville, Ville, Vins, Vitre, Viviers, Vosges, Y"
)
ORDINARY = frozenset(key(name) for name in _NAMES.split(", "))


def is_ordinary(name_key: str) -> bool:
    """Whether the key of a name is that of an ordinary word, or has less than three letters."""
    return name_key in ORDINARY or len(name_key) < 3
