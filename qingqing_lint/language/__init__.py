"""From provisions to clauses with words and operators; knows nothing of rules."""

from .clauses import Clause, clauses
from .operators import Force, Found, govern, operators_in, table
from .subjects import subject
from .tokens import JiebaTokens, Tokens, frequency, grouped, unknown_words

__all__ = ["Clause", "Force", "Found", "JiebaTokens", "Tokens", "clauses", "frequency", "govern", "grouped", "operators_in", "subject", "table", "unknown_words"]
