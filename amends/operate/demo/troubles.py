"""What customers of the demo world write about: one line and one paragraph a matter, in the customer's language."""

CLAIMS: dict[str, dict[str, list[tuple[str, str]]]] = {
    "light": {
        "cs": [
            (
                "po třech týdnech nesvítí",
                "Světlo přestalo svítit uprostřed jízdy a od té doby se nedá zapnout ani po nabití.",
            ),
            ("se samo vypíná", "Na nerovné cestě se světlo vypne a je nutné ho znovu zapnout. Děje se to pokaždé."),
            ("se nenabíjí", "Kontrolka nabíjení vůbec nezasvítí, zkoušela jsem tři různé kabely."),
        ],
        "pl": [
            (
                "nie paruje się z aplikacją",
                "Lampka nie łączy się z aplikacją, chociaż telefon ją widzi. Reset nie pomógł.",
            ),
            (
                "gaśnie po kilku minutach",
                "Po naładowaniu świeci najwyżej dziesięć minut, potem gaśnie bez ostrzeżenia.",
            ),
        ],
        "en": [
            (
                "stopped working after three weeks",
                "It went off during a ride and does not switch on, even after a full charge.",
            )
        ],
    },
    "helmet": {
        "cs": [
            (
                "prasklá skořepina po pádu, uznáte?",
                "Po lehkém pádu z kola praskla skořepina. Posílám fotky ze všech stran.",
            )
        ],
        "pl": [("pęknięta skorupa", "Przy zdejmowaniu zauważyłam pęknięcie z tyłu kasku. Nie miałam żadnego upadku.")],
        "en": [("the strap buckle broke", "The buckle snapped when I closed it on the second ride.")],
    },
    "shoes": {
        "cs": [("se odlepuje podrážka", "Po dvou měsících běžného nošení se na pravé botě odlepuje podrážka.")],
        "pl": [("odkleja się podeszwa", "Po miesiącu chodzenia podeszwa lewego buta odkleja się przy palcach.")],
        "en": [("the sole is coming off", "The left sole has started to come away at the toe after a month.")],
    },
    "clothes": {
        "cs": [
            (
                "propouští vodu v ramenou",
                "V lehkém dešti jsem měl za půl hodiny mokrá ramena, přitom má mít sloupec 20 000 mm.",
            ),
            ("se páře šev", "Šev na levém boku se začal párat po prvním praní podle návodu."),
        ],
        "pl": [("przemaka na ramionach", "W lekkim deszczu po pół godzinie miałem mokre ramiona.")],
        "en": [("the zip has come apart", "The main zip splits open below the chest each time I close it.")],
    },
    "tent": {
        "cs": [
            ("zip se rozjíždí", "Zip vnitřního stanu se rozjíždí v polovině, na horách to bylo hodně nepříjemné."),
            ("peří prochází šitím", "Po první noci bylo ve stanu plno peří, prochází šitím v nohách."),
        ],
        "pl": [("pękł stelaż", "Przy drugim rozkładaniu pękł jeden pręt stelaża.")],
        "en": [("a pole snapped", "One of the poles snapped while we pitched it for the second time.")],
    },
    "pack": {
        "cs": [("se páře bederní pás", "Na levé straně se trhá přišití bederního pásu, batoh nejde nést.")],
        "pl": [("rozpruty szew przy pasie biodrowym", "Szew przy pasie biodrowym rozpruł się na drugim wyjeździe.")],
        "en": [("the hip belt seam is torn", "The seam at the hip belt tore on the second trip.")],
    },
    "bottle": {
        "cs": [
            ("protéká u závitu", "Láhev protéká kolem závitu, i když je víčko úplně dotažené."),
            ("nedrží teplo", "Po dvou hodinách je čaj vlažný, stará láhev od vás drží celý den."),
        ],
        "pl": [("przecieka przy gwincie", "Przecieka przy gwincie, nawet kiedy jest mocno zakręcony.")],
        "en": [("leaks at the thread", "It leaks around the thread even with the cap tight.")],
    },
    "stove": {
        "cs": [
            (
                "netěsní u ventilu, bojím se ho používat",
                "Z ventilu je slyšet syčení a cítit plyn. Prosím o rychlé vyřízení.",
            )
        ],
        "pl": [("nieszczelny zawór", "Przy zaworze słychać syczenie i czuć gaz. Boję się jej używać.")],
        "en": [("gas leaks at the valve", "I can hear and smell gas at the valve. Please treat this as urgent.")],
    },
    "poles": {
        "cs": [("nedrží aretace", "Spodní díl levé hole se při zatížení zasouvá, dotažení nepomáhá.")],
        "pl": [("blokada nie trzyma po miesiącu użytkowania", "Dolny segment zsuwa się pod obciążeniem.")],
        "en": [("the lock does not hold", "The lower section slips under load, tightening it makes no difference.")],
    },
    "bike": {
        "cs": [
            (
                "baterie ukazuje 100 %, po 10 km vypne",
                "Displej ukazuje plnou baterii a kolo se po deseti kilometrech vypne.",
            ),
            (
                "odražená barva rámu po servisu",
                "Po servisu je na rámu u středu odražená barva, při předání tam nebyla.",
            ),
        ],
        "pl": [("stuki w suporcie", "Od pierwszej jazdy słychać stuki w okolicy suportu, nasilają się pod górę.")],
        "en": [("creaking bottom bracket", "It has creaked from the first ride and it gets worse uphill.")],
    },
    "part": {
        "cs": [("přišlo zdeformované", "Díl byl v krabici ohnutý, obal byl přitom v pořádku.")],
        "pl": [("przyszła zdeformowana", "Część była w pudełku wygięta, opakowanie nie było uszkodzone.")],
        "en": [("arrived bent", "It was bent inside an undamaged box.")],
    },
}

RETURNS: dict[str, list[tuple[str, str]]] = {
    "cs": [
        ("nesedí velikost", "Zboží jsem jen vyzkoušel doma, je nepoškozené a s visačkami. Prosím o vrácení peněz."),
        ("výměna za větší velikost", "Je to menší, než jsem čekala. Můžete mi poslat o číslo větší?"),
        ("zrušení objednávky, zásilka už na cestě", "Objednal jsem omylem dvakrát, druhou zásilku bych rád vrátil."),
        ("jiná barva než na fotce", "Na stránce vypadala barva jinak, zboží vracím nepoužité."),
    ],
    "pl": [
        ("za duży rozmiar", "Towar tylko przymierzyłam, ma metki. Proszę o zwrot pieniędzy."),
        ("nie pasuje kolor", "Na zdjęciu kolor wyglądał inaczej. Produkt jest nieużywany."),
        ("zamówione dwa razy", "Przez pomyłkę zamówiłem dwa razy, jedną paczkę odsyłam."),
    ],
    "en": [
        ("wrong size", "I only tried it on at home and the tags are still attached. Please refund me."),
        ("wrong colour, ordered moss, got slate", "The parcel has the wrong colour in it. I would like my money back."),
        ("gift return", "It was a present and it is not needed. It has not been opened."),
    ],
}

TAGS = (
    ("vip", {"en": "vip", "cs": "vip", "pl": "vip"}, "#7d57b5"),
    ("safety", {"en": "safety", "cs": "bezpečnost", "pl": "bezpieczeństwo"}, "#c2322f"),
    (
        "carrier-damage",
        {"en": "carrier damage", "cs": "poškozeno dopravcem", "pl": "uszkodzenie w transporcie"},
        "#c24a3a",
    ),
    ("light-series-24", {"en": "light-series-24", "cs": "série světel 24", "pl": "seria lampek 24"}, "#a3741c"),
    ("second-claim", {"en": "second claim", "cs": "druhá reklamace", "pl": "druga reklamacja"}, "#3f6f8f"),
)
