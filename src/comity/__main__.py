"""`python -m comity` is the command `comity`."""

import sys

if __name__ == "__main__":
    try:
        from comity.cli import main

        main()
    except KeyboardInterrupt:  # while the program was still loading
        sys.exit(130)
