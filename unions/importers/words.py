"""Kinds and sectors as lists describe them in words, brought to our closed lists; unknown words stay unknown."""

import re

from unions.choices import OrganisationKind as Kind
from unions.validators import folded_name

# The first that is found decides; what none of them finds is a union.
KINDS_BY_WORDS: tuple[tuple[str, Kind], ...] = (
    (r"\blocals?\b|departmental section|regional branch|branch of the (\w+ ){0,2}trade union"
     r"|union departementale|\bud\b|union regionale"
     r"|thematic group|committee of the trade union|ortsverein|seccion sindical", Kind.LOCAL_BRANCH),
    (r"european works council", Kind.EUROPEAN_WORKS_COUNCIL),
    (r"works council|comite d entreprise|betriebsrat|comite de empresa", Kind.WORKS_COUNCIL),
    (r"global union|international (trade union )?(con)?federation|world (con)?federation",
     Kind.GLOBAL_UNION_FEDERATION),
    (r"european (trade union|federation|confederation)", Kind.REGIONAL_FEDERATION),
    (r"student union", Kind.NGO_ALLY),
    (r"worker s? ?centre|worker s? ?center|workers advice", Kind.WORKER_CENTRE),
    (r"\bngo\b|\bally\b", Kind.NGO_ALLY),
    (r"national cent(re|er)|confederation|confederazione|confederacion|central organi[sz]ation|unions? congress"
     r"|gewerkschaftsbund", Kind.NATIONAL_CENTRE),
    (r"federation|federazione|federacion|federatie|federacao|union federale", Kind.UNION_FEDERATION),
    (r"foundation", Kind.FOUNDATION),
    (r"network", Kind.NETWORK),
)  # fmt: skip

SECTORS_BY_WORDS: tuple[tuple[str, str], ...] = (
    (r"teacher|education|enseignement|enseignants|ensenanza|ensenyament|university|erziehung|school", "education"),
    (r"scientif|searchers|research", "education"),
    (r"rail|cheminot|eisenbahn", "rail_road"),
    (r"maritime|dockers|seafar", "seafaring_fishing"),
    (r"civil aviation|flight compan", "aviation"),
    (r"postal|\bptt\b", "post"),
    (r"telecom|telefonistas|communications workers", "telecom_it"),
    (r"bank|financial|insurance|mutualite", "finance"),
    (r"ministry|custom|taxes|penitential|public service|public domain|collectivites territoriales|territorial|mairie"
     r"|fiscal workers|workers of justice|consumer and repression", "public_services"),
    (r"journalist", "journalism"),
    (r"media sector|media trade union|radio workers|graphical|paper and media", "print"),
    (r"metal|metall|mettal", "metal_electronics"),
    (r"\bmines?\b|bergbau", "mining"),
    (r"energy|energie|\bedf\b", "energy"),
    (r"health|sante", "health_care"),
    (r"artist|cultural affairs|arts culture", "arts"),
    (r"building|bauen|edilizia", "construction"),
    (r"agricultur|agroaliment|rural|agrar", "agriculture"),
    (r"nahrung|food", "food_drink"),
    (r"chemical|chimie|chemie", "chemicals_paper"),
    (r"clothing|textile|needletrades|garment", "garment"),
    (r"\bshop\b|workers of trading", "commerce"),
    (r"polizei|police", "public_services"),
)  # fmt: skip


def kind_of(*texts: str) -> Kind:
    """Return the kind that these words say; a plain union where they say none."""
    words = folded_name(" ".join(texts))
    return next((kind for pattern, kind in KINDS_BY_WORDS if re.search(pattern, words)), Kind.UNION)


def sectors_of(*texts: str) -> tuple[str, ...]:
    """Return the sectors that these words name; none where they name none."""
    words = folded_name(" ".join(texts))
    return tuple(dict.fromkeys(code for pattern, code in SECTORS_BY_WORDS if re.search(pattern, words)))
