"""Every error the house raises, sorted by whose it is.

YoujuError
├── InputError          the caller's: a text, case or option that cannot be used            exit 2
│   ├── CaseError       a case record that does not fit the format
│   └── UnknownOrderError    an order id that the shop does not have
├── ShopFolderError           the shop's: a folder that cannot be used                              exit 3
├── DataError           the machine's: the data folder cannot be read or written              exit 4
├── EmbeddingError      the embedding endpoint's: a shop could not be embedded by it           exit 5
└── ModelError          the endpoint's: refused, timed out, or answered nonsense              (never leaves flow)
"""

from __future__ import annotations


class YoujuError(Exception):
    """Base; `exit_code` is what the command line ends with."""

    exit_code = 1


class InputError(YoujuError):
    """The caller's input cannot be used; the message names the thing and the remedy."""

    exit_code = 2


class CaseError(InputError):
    """A case record that does not fit `shop-format`; names the key."""


class UnknownOrderError(InputError):
    """An order id was named that the shop's orders do not have."""

    def __init__(self, order_id: str, shop: str) -> None:
        self.order_id = order_id
        super().__init__(f"order {order_id!r} is not among the orders of shop {shop!r}; check the id")


class ShopFolderError(YoujuError):
    """The shop folder is missing, unreadable or has no valid shop.toml."""

    exit_code = 3


class DataError(YoujuError):
    """The data folder cannot be used: not writable, locked by another process, or damaged."""

    exit_code = 4


class EmbeddingError(YoujuError):
    """The embedder chosen for passages failed while an index was made; drafts and searches go on without it."""

    exit_code = 5


class ModelError(YoujuError):
    """A model endpoint failed. Caught in flow, which falls back to the strict writer."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        self.retryable = retryable
        super().__init__(message)
