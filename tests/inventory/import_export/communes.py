"""A few communes, in files of the shape of the reference data."""

from __future__ import annotations

from pathlib import Path

HEADER = (
    "code_insee,nom,departement,nom_departement,region,codes_postaux,population,siren,epci_siren,epci_nom,lon,lat\n"
)
ROWS = """\
38185,Grenoble,38,Isère,84,38000|38100,156389,213801855,200040715,Grenoble-Alpes-Métropole,5.72153,45.18216
38382,Saint-Égrève,38,Isère,84,38120,16000,213803828,200040715,Grenoble-Alpes-Métropole,5.68224,45.2369
38193,L'Isle-d'Abeau,38,Isère,84,38080,17000,213801939,243800604,CA Porte de l'Isère (C.A.P.I),5.22,45.61
38225,Autrans-Méaudre en Vercors,38,Isère,84,38112|38880,3000,213802259,243801024,CC du Massif du Vercors,5.54,45.16
38338,Roche,38,Isère,84,38090,2100,213803380,243800604,CA Porte de l'Isère (C.A.P.I),5.16,45.58
93066,Saint-Denis,93,Seine-Saint-Denis,11,93200|93210,150000,219300662,200054781,Métropole du Grand Paris,2.36,48.93
97411,Saint-Denis,974,La Réunion,04,97400|97417,155000,219740115,249740119,CINOR,55.44,-20.93
75056,Paris,75,Paris,11,75001|75011|75111,2103778,217500016,200054781,Métropole du Grand Paris,2.3428,48.85661
75111,Paris 11e Arrondissement,75,Paris,11,75011,138170,,,,,
98411,Îles Saint-Paul et Nouvelle-Amsterdam,984,Terres australes et antarctiques françaises,984,,,,,,,
"""
FORMER = """\
code_insee,nom,type,chef_lieu,lon,lat
38225,Autrans,commune-deleguee,38225,5.5,45.2
38226,Méaudre,commune-deleguee,38225,5.52,45.12
"""


def write_communes(folder: Path) -> Path:
    """Nine communes and three former ones, in two files of this folder."""
    (folder / "communes.csv").write_text(HEADER + ROWS, encoding="utf-8")
    (folder / "anciennes.csv").write_text(FORMER, encoding="utf-8")
    return folder
