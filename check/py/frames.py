"""What a method of a frame does to the columns that are there."""

SAME = {"copy", "fillna", "replace", "dropna", "sort_index", "sort_values", "head", "tail", "infer_objects",
        "convert_dtypes", "where", "mask", "clip", "round", "abs", "interpolate", "ffill", "bfill", "sample",
        "query", "drop_duplicates", "isna", "isnull", "notna"}


class FrameMethods:
    def frame_method(self, frame, method, node):
        handler = getattr(self, "frame_" + method, None)
        if handler:
            return handler(frame, node)
        args, _ = self.arguments(node)
        if method == "apply" and args and isinstance(args[0], Function) and constant_keyword(node, "axis", self) in (1, "columns"):
            self.reader.call(args[0], [frame], {})
            return None
        return frame.derive() if method in SAME else None

    def frame_iterrows(self, frame, node):
        return Rows(frame, True)

    def frame_to_dict(self, frame, node):
        args, keywords = self.arguments(node)
        how = (args + [keywords.get("orient")])[0]
        return Rows(frame, False) if isinstance(how, Const) and how.value == "records" else None

    def frame_get(self, frame, node):
        args, _ = self.arguments(node)
        if args and not isinstance(args[0], Const):
            return None
        self.reads(frame, args[0] if args else None, node, "reads")

    def frame_pop(self, frame, node):
        self.frame_get(frame, node)

    def frame_drop(self, frame, node):
        args, keywords = self.arguments(node)
        columns = keywords.get("columns")
        if columns is None and constant_keyword(node, "axis", self) in (1, "columns"):
            columns = keywords.get("labels") or (args[0] if args else None)
        if constant_keyword(node, "errors", self) != "ignore":
            self.reads(frame, columns, node, "drops")
        return self.inplace(frame, frame.derive(), node)

    def frame_astype(self, frame, node):
        args, _ = self.arguments(node)
        if args and isinstance(args[0], Const) and isinstance(args[0].value, dict):
            self.reads(frame, args[0], node, "converts")
        return frame.derive()

    def frame_set_index(self, frame, node):
        args, _ = self.arguments(node)
        self.reads(frame, args[0] if args else None, node, "selects")
        return self.inplace(frame, frame.derive(), node)

    def frame_assign(self, frame, node):
        result = frame.derive()
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if isinstance(value, Function):
                self.reader.call(value, [result], {})
            result.open = result.open or keyword.arg is None
            result.created.add(keyword.arg)
        return result

    def frame_insert(self, frame, node):
        args, keywords = self.arguments(node)
        labels = labels_of(keywords.get("column") or (args[1] if len(args) > 1 else None))
        frame.created.update(labels or ())
        frame.open = frame.open or labels is None

    def frame_reindex(self, frame, node):
        _, keywords = self.arguments(node)
        result = frame.derive()
        labels = labels_of(keywords.get("columns"))
        result.created.update(labels or ())
        result.open = result.open or labels is None
        return result

    def frame_rename(self, frame, node):
        """Pandas leaves out names that are not there, so a rename reads nothing for certain."""
        _, keywords = self.arguments(node)
        columns, result = keywords.get("columns"), frame.derive()
        if isinstance(columns, Const) and isinstance(columns.value, dict):
            result.created.update(columns.value.values())
        else:
            result.open = True
        return self.inplace(frame, result, node)

    def inplace(self, frame, result, node):
        if constant_keyword(node, "inplace", self) is True:
            frame.created, frame.open = result.created, result.open
            return None
        return result


def constant_keyword(node, name, walker):
    for keyword in node.keywords:
        if keyword.arg == name:
            found = walker.value(keyword.value)
            return found.value if isinstance(found, Const) else None
    return None
