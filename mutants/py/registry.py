"""The functions behind operators.toml, by name."""

OPERATORS = {}


class Equivalent(Exception):
    """The slip changes nothing in this model, for the reason given."""


def operator(name):
    """Register a function from a Handed to the sites of an operator."""
    def register(function):
        assert name not in OPERATORS, name
        OPERATORS[name] = function
        return function
    return register


def once(name):
    """Register a function that makes the slip in a Handed itself: its one site."""
    def register(function):
        operator(name)(lambda h: [lambda: function(h)])
        return function
    return register
