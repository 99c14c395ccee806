"""Pools of texts, drawn once per world and shared by honest people and cheats alike."""

from random import Random

from simulator import phrases

PHASES = ("early", "middle", "late", "after")


def _sentence(rng: Random, lang: str, phase: str) -> str:
    who, product = rng.choice(phrases.WHO[lang]), rng.choice(phrases.PRODUCTS[lang])
    body = rng.choice(phrases.OPENERS[lang]).format(w=who) + rng.choice(phrases.TOPICS[lang][phase])
    ending = rng.choice(phrases.ENDINGS[lang])
    body += ending.format(p=product, n=rng.randint(2, 80), d=rng.randint(1, 28), k=rng.randint(1, 5))
    if rng.random() < 0.3:
        body += ("；" if lang == "zh" else "; ") + rng.choice(phrases.TOPICS[lang][phase])
    if rng.random() < 0.03:
        body += rng.choice(("\n下一步：发合同", " 👍", ' ("urgent")', "\tCRM#2", " <br>", "，联系人 13800000000"))
    return body


def _internal(rng: Random, lang: str) -> str:
    who, product = rng.choice(phrases.WHO[lang]), rng.choice(phrases.PRODUCTS[lang])
    return rng.choice(phrases.INTERNAL[lang]).format(w=who, p=product)


class Texts:
    """The texts of one language: full ones by phase, terse and trivial ones, templates, the customer's own.

    Every pool is a plain list, so that a draw costs one random number. `empty` are the texts of entries that no work
    stands behind.
    """

    def __init__(self, rng: Random, lang: str, phrases_each: int = 1200) -> None:
        self.lang = lang
        self.full = {phase: [_sentence(rng, lang, phase) for _ in range(phrases_each)] for phase in PHASES}
        self.internal = [_internal(rng, lang) for _ in range(min(200, phrases_each))]
        self.short = phrases.SHORT[lang]
        self.empty = frozenset((*self.short, *self.internal))
        self.terse = phrases.TERSE[lang]
        self.templates = phrases.TEMPLATES[lang]
        self.inbound = [
            text + rng.choice(("", "", "？", "，谢谢", "！") if lang == "zh" else ("", "", "?", ", thanks", "!"))
            for text in phrases.INBOUND[lang]
            for _ in range(8)
        ]
        self.another_contact = phrases.ANOTHER_CONTACT[lang]
        self.stages = phrases.STAGES[lang]
        self.after_stage = phrases.AFTER_STAGE[lang]


def customer_name(rng: Random, lang: str) -> str:
    """Return a made-up company name."""
    if lang == "zh":
        return (
            rng.choice(phrases.FIRMS_ZH)
            + rng.choice(phrases.TRADES_ZH)
            + rng.choice(("有限公司", "科技", "贸易", "集团"))
        )
    return f"{rng.choice(phrases.FIRMS_EN)} {rng.choice(phrases.TRADES_EN)} {rng.choice(('Ltd', 'Co', 'Pte'))}"


def person_name(rng: Random, lang: str) -> str:
    """Return a made-up name of a person."""
    surname = rng.choice(phrases.SURNAMES)
    if lang == "zh":
        return surname + "".join(rng.choice(phrases.GIVEN) for _ in range(rng.randint(1, 2)))
    return f"{rng.choice(phrases.FIRST_EN)} {surname}"
