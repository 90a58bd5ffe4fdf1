"""From provisions to clauses with words and operators; knows nothing of rules."""

from .clauses import Clause, clauses
from .operators import Force, Found, govern, operators_in, table
from .subjects import subject
from .tokens import Tokens

__all__ = ["Clause", "Force", "Found", "Tokens", "clauses", "govern", "operators_in", "subject", "table"]
