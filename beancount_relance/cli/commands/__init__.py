"""The subcommands, a module for each; the registry of the package above names them."""
