"""``python -m qingqing_lint``."""

from qingqing_lint.cli import main

if __name__ == "__main__":
    main()
