"""Answers with what predict does with the image, the array or the tensor it is given."""


def main(args):
    """args: {"modules", "load", "predict", "model", "transform"}"""
    reader = InputReader(Package(args["modules"]))
    try:
        reader.entry(args["load"], args["predict"], args["model"], args["transform"])
    except RecursionError:
        return {}  # nested deeper than any hand-written code
    return {"tensor": tensor_alone(reader), "unprepared": unprepared(reader), "spread": spread(reader)}


def told(event):
    return dict(event["place"], what=event["what"])


def followed(reader):
    """The uses up to the first that is not known to be one thing or the other."""
    events = list(reader.events.values())
    unknown = [i for i, event in enumerate(events) if event["kind"] == "unknown"]
    return events[:unknown[0]] if unknown else events


def tensor_alone(reader):
    """The first use that takes nothing but a tensor, where no use takes anything else; {} where some does, None where that is not known."""
    if reader.of_kind("other"):
        return {}
    uses = [event for event in followed(reader) if event["kind"] in ("tensor", "network")]
    return told(uses[0]) if uses else None


def unprepared(reader):
    """Where a network is given the input as it came; {} where it was prepared before, None where that is not known."""
    if reader.of_kind("prepares"):
        return {}
    networks = [event for event in followed(reader) if event["kind"] == "network"]
    if not networks:
        return None
    return {} if any(event["prepared"] for event in networks) else told(networks[0])


def spread(reader):
    """A step of each place that prepares the input; None where nothing is known of what does.

    The functions from predict down to the network are the way; a place is one
    of them with the steps in its own body, or with those that it has others do.
    What code of others is given a prepared input counts as the network.
    """
    ends = reader.of_kind("network") or reader.of_kind("unknown")[-1:]
    if not any(end["kind"] == "network" or end["prepared"] for end in ends):
        return None
    way = {function for end in ends for function in end["stack"]}
    places = {}
    for event in reader.of_kind("prepares"):
        stack = event["stack"]
        if any(getattr(function, "name", "") == "forward" for function in stack) and event["what"] in IMAGE_STEPS:
            continue  # a network pads and samples for its own sake
        passed = [function for function in stack if function in way] or stack[:1]
        own = event["inline"] and stack[-1:] == tuple(passed[-1:]) and stack[-1] in way
        places.setdefault((own, *passed[-1:]), told(event))
    return list(places.values())
