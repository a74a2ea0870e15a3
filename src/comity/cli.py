"""The command `comity`."""


def main() -> None:
    """Run the command line."""
