"""``python -m beancount_relance``: the command ``relance``."""

from beancount_relance.cli import main

if __name__ == "__main__":
    main()
