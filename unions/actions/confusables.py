"""Letters that look like others, as tables of characters: facts of Unicode, chosen for names of organisations.

What compatibility decomposition (NFKC) makes plain already, such as full-width and mathematical letters, is not here.
"""

# Letter by letter: the first line looks like the second. Capitals and small letters apart, for Greek Η looks like H
# and η like n.
_ALIKE = (
    # Cyrillic
    ("АВЕЅЗІЈКМНОРСТУХҮԚԜԌҺӀ", "ABES3IJKMHOPCTYXYQWGHI"),
    ("аеѕзіјкмнорстухүпиԁԛԝһӏьгв", "aes3ijkmhopctyxynudqwhibrb"),
    ("ЬПИЛДЯҐҒҚҢӨӘҲЦҸ", "BNUJDRTFKHOAXUU"),
    ("лдяґғқңөәҳцҹ", "jdrtfkhoexuu"),
    # Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹΛΩ", "ABEZHIKMNOPTYXCAO"),
    ("αβεζηικμνορτυχϲγωλσς", "abeznikuvoptuxcywaoc"),
    # Armenian
    ("ՕՍԼՏՀԵ", "OULSZE"),
    ("օսոհցզքյլե", "ounhgqpjle"),
    # Cherokee and Lisu, whose letters were drawn after the Latin ones
    ("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "ABCDEHJKLMPRSTVWZ"),
    ("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "ABCDEFGHIJKLMNOPRSTUVWXYZ"),
    # Latin letters that do not decompose: small capitals, strokes, tails and bars
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    ("ØĐŁĦŦÐŊƁƊƑƓƘƝƤƬƲƳȤƐƆƏꞠꞢꞤꞦꞨ", "ODLHTDNBDFGKNPTVYZECEGKNRS"),
    ("øđłħŧðŋɓɗƒɠƙɲƥƭʋƴȥɛɔəɑɡıȷɩʃɾſ", "odlhtdnbdfgknptvyzeceagijisrf"),
    # Arabic script: Farsi, Urdu, Kurdish and Arabic keyboards write one letter in several ways
    ("ىیېےۍ", "ييييي"),
    ("کڪگ", "ككك"),
    ("ةہەۀھۃ", "هههههه"),
    ("ٱٲٳ", "ااا"),
    # East Asian: Kana and Han that are drawn alike
    ("ロエニカタトハヘベペリチオー", "口工二力夕卜八へべぺり千才一"),
)  # fmt: skip

# Groups of letters that run together in print.
SEQUENCES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("æ", "ae"), ("œ", "oe"), ("þ", "p"), ("ĸ", "k"))

# Digits that stand for letters; and i, l and 1, which many typefaces draw as one stroke.
DIGITS = {"0": "o", "1": "i", "3": "e", "5": "s", "l": "i", "ǀ": "i"}

# Characters that show nothing, or only join: some of them count as letters or marks.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\u0640")

ALIKE: dict[str, str] = {odd: plain for odds, plains in _ALIKE for odd, plain in zip(odds, plains, strict=True)}
