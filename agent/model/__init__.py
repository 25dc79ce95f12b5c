"""The one door to chat models."""

from agent.model.answer import Answer, ChatModel
from agent.model.breaker import Breaker
from agent.model.endpoint import OpenAIModel, open_model

__all__ = ["Answer", "Breaker", "ChatModel", "OpenAIModel", "open_model"]
