"""Sentences that rest on nothing but this decision: "I can't go lower". They cite the decision itself."""

from __future__ import annotations

from dataclasses import replace

from agent.shop import Shop
from agent.suggestion import Answer, Evidence
from knowledge.bilingual import Bilingual, Lang


def decided(answers: tuple[Answer, ...], shop: Shop) -> tuple[tuple[Answer, ...], tuple[Evidence, ...]]:
    """Each answer without a source gets `decided#<move>`, whose text is the house's approved wording of that move."""
    made: dict[str, Evidence] = {}
    cited: list[Answer] = []
    for answer in answers:
        if answer.evidence or answer.move is None:
            cited.append(answer)
            continue
        name = f"decided#{answer.move}"
        text = Bilingual(zh=_worded(answer, "zh", shop), en=_worded(answer, "en", shop))
        made[name] = Evidence(id=name, kind="computed", doc="decided", anchor=answer.move, text=text, lang="zh")
        cited.append(replace(answer, evidence=(name,)))
    return tuple(cited), tuple(made.values())


def _worded(answer: Answer, lang: Lang, shop: Shop) -> str:
    assert answer.move is not None
    voice = shop.folder.profile.voice.zh if lang == "zh" else shop.folder.profile.voice.en
    slots = {name: slot.best(lang) for name, slot in answer.slots.items()}
    return shop.phrases.say(answer.move, lang, voice, **slots)
