"""The unions of the demonstration: who founded the made-up network, where they organise, whom they face."""

from typing import NamedTuple


class Founder(NamedTuple):
    """A member union of the demonstration; `name` and `country` find it in the imported directory."""

    key: str
    name: str
    acronym: str
    country: str
    city: str
    kind: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    employers: tuple[str, ...] = ()


FOUNDERS = (
    Founder("verdi", "Vereinte Dienstleistungsgewerkschaft", "ver.di", "DE", "Berlin", "union", ("de", "en"),
            ("commerce", "warehousing", "telecom_it"), ("amazon_de",)),
    Founder("igmetall", "Industriegewerkschaft Metall", "IG Metall", "DE", "Frankfurt am Main", "union", ("de", "en"),
            ("vehicles", "metal_electronics"), ("volkswagen",)),
    Founder("wolfsburg", "Volkswagen European Group Works Council", "", "DE", "Wolfsburg", "european_works_council",
            ("de", "en"), ("vehicles",), ("volkswagen",)),
    Founder("solidaires", "Union syndicale Solidaires", "Solidaires", "FR", "Paris", "national_centre", ("fr", "es"),
            ("warehousing", "rail_road", "telecom_it"), ("amazon_fr",)),
    Founder("cgt", "Confédération générale du travail", "CGT", "FR", "Montreuil", "national_centre", ("fr",),
            ("vehicles", "rail_road", "metal_electronics"), ()),
    Founder("fiom", "FIOM (metalworkers, CGIL)", "FIOM-CGIL", "IT", "Roma", "union", ("it", "en"),
            ("vehicles", "metal_electronics"), ("driveline",)),
    Founder("ue", "United Electrical, Radio and Machine Workers of America", "UE", "US", "Pittsburgh", "union",
            ("en", "es"), ("metal_electronics", "rail_road"), ("locomotives",)),
    Founder("cwa", "Communications Workers of America", "CWA", "US", "Washington", "union", ("en", "es"),
            ("telecom_it", "journalism"), ()),
    Founder("fat", "Frente Auténtico del Trabajo", "FAT", "MX", "Ciudad de México", "union_federation", ("es",),
            ("metal_electronics", "garment"), ("locomotives",)),
    Founder("strm", "Sindicato de Telefonistas de la República Mexicana", "STRM", "MX", "Ciudad de México", "union",
            ("es",), ("telecom_it",), ("telmex",)),
    Founder("csn", "Confédération des syndicats nationaux", "CSN", "CA", "Montréal", "national_centre", ("fr", "en"),
            ("warehousing", "health_care"), ("amazon_ca",)),
    Founder("ngwf", "National Garments Workers Federation", "NGWF", "BD", "Dhaka", "union_federation", ("bn", "en"),
            ("garment",), ("garment_makers",)),
    Founder("ibc", "IndustriALL Bangladesh Council", "IBC", "BD", "Dhaka", "union_federation", ("bn", "en"),
            ("garment",), ("garment_makers",)),
    Founder("amazon_india", "Amazon India Workers Union", "AIWU", "IN", "", "union", ("hi", "en"),
            ("warehousing",), ("amazon_in",)),
    Founder("zenroren", "Zenroren (National Confederation of Trade Unions)", "Zenroren", "JP", "Tokyo",
            "national_centre", ("ja", "en"), ("health_care", "vehicles"), ()),
    Founder("ugtt", "Union générale tunisienne du travail", "UGTT", "TN", "Tunis", "national_centre", ("ar", "fr"),
            ("telecom_it", "rail_road"), ("call_centres",)),
)  # fmt: skip


class Workplace(NamedTuple):
    """An employer of the demonstration; `owner` and `ownership` tie it to another."""

    key: str
    name: str
    country: str
    kind: str = "company"
    owner: str = ""
    ownership: str = "owns"


WORKPLACES = (
    Workplace("amazon", "Amazon", "US", "group"),
    Workplace("amazon_de", "Amazon Deutschland", "DE", "company", "amazon"),
    Workplace("amazon_fr", "Amazon France Logistique", "FR", "company", "amazon"),
    Workplace("amazon_ca", "Amazon Canada", "CA", "company", "amazon"),
    Workplace("amazon_in", "Amazon India", "IN", "company", "amazon"),
    Workplace("volkswagen", "Volkswagen", "DE", "group"),
    Workplace("faw_vw", "FAW-Volkswagen", "CN", "joint_venture", "volkswagen", "joint_venture"),
    Workplace("driveline", "GKN Driveline Firenze", "IT"),
    Workplace("locomotives", "Wabtec", "US", "group"),
    Workplace("telmex", "Teléfonos de México", "MX"),
    Workplace("garment_makers", "Garment factories of Ashulia", "BD", "group"),
    Workplace("call_centres", "Call centres of Tunis", "TN", "group"),
    Workplace("rail_cleaning", "Railway cleaning contractor", "FR", "agency"),
)
