"""Which language a buyer writes, and which two languages the draft is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge.bilingual import Lang, other
from knowledge.profile import Profile

_NOISE = re.compile(
    r"(?:https?://|www\.)[!-~]+|[!-~]+@[!-~]+|\[[^\]\s]{1,8}\]|(?=[A-Za-z_-]*\d)[A-Za-z0-9][A-Za-z0-9_-]*"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z'\u2019\u00c0-\u024f\u1e00-\u1eff]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_WORDS = {
    "en": "the is are you my your this that it what how when where which who do does can could would please have has i "
    "and for of to with not any will want need if but they there am was much many get me in on at from or be we",
    "de": "der die das ist und ich nicht ein eine für mit von auf wie wann wo kann können sie mein meine bitte hallo "
    "guten tag habe haben noch wird es zu den dem im auch gibt oder möchte wurde bei danke passt",
    "es": "el los las es y para con por que qué cómo cuándo dónde puedo puede mi mis hola quiero tengo está este esta "
    "gracias una un del pedido cuánto hay pero usted buenos días necesito tiene",
    "fr": "le les est et pour avec que je vous nous mon ma mes bonjour merci une un des pas ne quand où comment puis "
    "peut commande cette ce dans sur combien avez s'il c'est j'ai est-ce du la",
    "it": "il lo gli è e per con che non mio mia ciao vorrei posso quando dove come una un del della ordine sono "
    "grazie quanto ho buongiorno questo questa ancora",
    "pt": "o os as é e para com por que não meu minha olá quero posso quando onde como uma um do da pedido está "
    "obrigado obrigada quanto tem você bom dia este esta ainda",
    "nl": "de het een is en ik niet voor met van op hoe wanneer waar kan mijn hallo bestelling nog wordt bedankt dit "
    "wat ook naar heb graag",
    "pl": "jest i nie na do z że jak kiedy gdzie czy mój moje dzień dobry zamówienie proszę dziękuję mam to się",
    "tr": "bir ve bu için ne nasıl zaman nerede var mı mi merhaba sipariş teşekkürler ben değil kaç",
    "vi": "là và của tôi không cho có bao nhiêu khi nào ở đâu xin chào đơn hàng cảm ơn được này",
    "id": "dan yang saya apa ini itu untuk dengan di berapa kapan bisa tidak terima kasih pesanan halo ada",
}
_STOP = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_INTERNATIONAL = frozenset(
    "ok okay hi hello hey thx thanks bye lol yes no pls plz sos logo wifi app usb pro max mini".split()  # noqa: SIM905
)
_TRADITIONAL = frozenset(
    "來倉個們備傳價億償優儲兒內兩冊則動務勵區協員問單嗎噸國圓圖報場塊壓壞媽學實寫寬寵寶將專對師帳幫幹幾庫廚廠廣張後從態應戰戲"
    "戶換損擇擊據數斷時書會東條業樂標樣機檢權歲氣沒況減測準溼滿濟灣為熱燈燉爐爛爲獎現產癟發盤確碼稅種約紅級組絡給經綠維網線總"
    "繫習聯聲聽臺與萬藍藝處號蝦螢術衛衝裏補裝裡褲襪見規視覺觸訂許註試話該認誤說請講謝證議護讀讓豐豬貓貝貨買貸費賠賣質賬贏車軟"
    "輕輛輸辦這進遊運過達遞選還邊郵銀銅錢錯錶鍋鍵鍾鐘鐵長門開間關陰陽際隱雙雞雲電霧靜韻響頁順頓頭題額顏類顯風飛飯飾餃馬騎驗髒"
    "體髮鬥魚鳥鴨麼黃點齊龍"
)
_SIMPLIFIED = frozenset(
    "万与专业东两个丰为么乐习书买云产亿从仓们价优会传体偿储儿关内册写冲况准减几击则办务动励区协单卖卫厂压厨双发台号后吗吨听员"
    "响国图圆场坏块声处备头奖妈学宝实宠宽对将岁师帐帮干广库应开张态总戏战户护报择损换据数斗断时显术机权条来标样检气没测济游湾"
    "湿满灯炉炖点烂热猪猫现电瘪盘码确种税类红约级线组经给络维绿网联脏艺萤蓝虾补袜装裤见规视觉触订认让议讲许证试话该误说请读谢"
    "贝账货质贷费赔赢车软轻辆输边达过运还这进选递邮里钟钱铁铜银锅错键长门问间阳阴际隐雾静韵页顺顿题颜额风飞饭饰饺马验骑鱼鸟鸡"
    "鸭黄齐龙"
)


def language_of(text: str, names: Iterable[str] = ()) -> str | None:
    """The language of a text: zh, zh-Hant, en, another ISO 639-1 code, or None when it has too few words to tell.

    names: product names and ids in the text; they are left out, since a Chinese buyer may well write "Pro Max".
    """
    for name in names:
        text = text.replace(name, " ")
    text = _NOISE.sub(" ", text)
    words = [word.lower().replace("\u2019", "'") for word in _LATIN.findall(text)]
    han = _HAN.findall(text)
    letters = sum(len(word) for word in words) + len(han)
    for language, script in _SCRIPTS:
        found = len(script.findall(text))
        if found >= 2 and found * (4 if language == "ja" else 2) >= letters:
            return language
    if han and len(han) >= len(words):
        return "zh-Hant" if _is_traditional(han) else "zh"
    return _latin(words) if words else None


def reply_languages(language: str | None, profile: Profile, wanted: Lang | None = None) -> tuple[Lang, Lang]:
    """(reply, twin). A language that the shop does not answer in is answered in its first one; `wanted` goes first."""
    reply: Lang = profile.languages[0] if language is None else "zh" if language.startswith("zh") else "en"
    if wanted is not None:
        reply = wanted
    elif reply not in profile.languages:
        reply = profile.languages[0]
    twin = profile.agent_language if profile.agent_language != reply else other(reply)
    return reply, twin


def _latin(words: Sequence[str]) -> str | None:
    if all(word in _INTERNATIONAL for word in words):
        return None
    hits = {language: sum(word in stop for word in words) for language, stop in _STOP.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] > hits["en"] and hits[best] >= min(2, len(words)) else "en"


def _is_traditional(han: Sequence[str]) -> bool:
    traditional = sum(char in _TRADITIONAL for char in han)
    simplified = sum(char in _SIMPLIFIED for char in han)
    return traditional > simplified
