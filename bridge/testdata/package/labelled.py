"""What models return of a frame of id, hour and value: its rows in their order,
or in that of their values, with what labels them. risk is the value, by which
each row is known."""
import numpy as np
import pandas as pd


def in_place(frame):
    frame.sort_values("value", inplace=True)
    return frame


def by_place(frame):
    return pd.DataFrame({"risk": frame["value"].to_numpy()})


def kept(frame):
    return frame.assign(risk=frame["value"])


def sorted_by_value(frame):
    return kept(frame.sort_values("value"))


def sorted_in_place(frame):
    return kept(in_place(frame))


def sorted_with_columns(frame):
    return sorted_by_value(frame).reset_index(drop=True)


def sorted_in_place_with_columns(frame):
    return kept(in_place(frame)).reset_index(drop=True)


def sorted_with_key(frame):
    return sorted_with_columns(frame)[["id", "risk"]]


def sorted_with_hour(frame):
    return sorted_with_columns(frame)[["hour", "risk"]]


def sorted_by_index(frame):
    return sorted_by_value(frame).set_index(["id", "hour"])[["risk"]]


def sorted_series(frame):
    return frame.set_index("id")["value"].sort_values().rename("risk")


def sorted_series_in_tuple(frame):
    return frame["value"].sort_values(), frame["hour"]


def sorted_dict(frame):
    frame = in_place(frame)
    return {"id": frame["id"].tolist(), "risk": frame["value"].to_numpy()}


def sorted_records(frame):
    return sorted_by_value(frame)[["id", "risk"]].to_dict("records")


def sorted_fields(frame):
    return sorted_by_value(frame)[["hour", "risk"]].to_records(index=False)


def sorted_and_taken(frame):
    return {"scores": sorted_by_value(frame)[["hour", "risk"]]}


def twice_the_first(frame):
    return kept(frame.iloc[[0] + list(range(len(frame) - 1))])


def changed_columns(frame):
    """What labels nothing: the hour is another number, some values were filled."""
    return kept(frame).assign(hour=frame["hour"] / 24, value=frame["value"].fillna(0.0))


def numbered_from_one(frame):
    return pd.Series(frame["value"].to_numpy(), index=np.arange(len(frame)) + 1)


def index_of_its_own(frame):
    return pd.Series(frame["value"].to_numpy(), index=["r%d" % i for i in range(len(frame))][::-1])


def sorted_under_another_name(frame):
    return sorted_by_value(frame).set_index("id").rename_axis("patient")["value"]


def sorted_with_codes(frame):
    frame = frame.sort_values("value")
    return pd.Series(frame["value"].to_numpy(), index=frame["id"].astype(str).to_numpy())


def sorted_as_text(frame):
    frame.index = frame.index.astype(str)
    return frame.sort_values("value")["value"]


def sorted_from_one(frame):
    frame.index = frame.index + 1
    return {"risk": frame.sort_values("value")["value"]}


def sorted_frames(frame):
    return [pd.DataFrame({"risk": [v]}, index=[i]) for i, v in frame.sort_values("value")["value"].items()]


def sorted_rows(frame):
    return [row for _, row in pd.DataFrame({"risk": frame["value"]}).sort_values("risk").iterrows()]


def frames_in_order(frame):
    return [pd.DataFrame({"risk": [v]}) for v in frame["value"]]


def other_key(frame):
    return kept(frame).assign(id=frame["id"] + "0")


def records(row):
    return {"id": row["id"], "hour": -row["hour"], "risk": row["value"]}


def records_of_another(row):
    return {"id": "b", "risk": row["value"]}
