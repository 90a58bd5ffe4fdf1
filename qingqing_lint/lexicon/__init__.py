"""The lexicons: their YAML language, loading and checking, and the compiled form that matching reads."""

from .load import LexiconError, Mistake, load_lexicon, shipped_folder
from .model import Lexicon, Pattern, Rule
from .words import canonical, normalise, squeeze

__all__ = [
    "Lexicon", "LexiconError", "Mistake", "Pattern", "Rule", "canonical", "load_lexicon", "normalise", "shipped_folder", "squeeze",
]
