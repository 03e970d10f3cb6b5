"""What a method of a frame, or of a record, does to the columns that are there."""

SAME = {"copy", "fillna", "replace", "dropna", "sort_index", "sort_values", "head", "tail", "infer_objects", "reset_index",
        "convert_dtypes", "where", "mask", "clip", "round", "abs", "interpolate", "ffill", "bfill", "sample",
        "query", "drop_duplicates", "isna", "isnull", "notna"}
BY = {"sort_values": ("by", "reads"), "dropna": ("subset", "reads"), "drop_duplicates": ("subset", "reads")}
NAMES_ALONE = {"keys", "info", "memory_usage"}  # methods that tell nothing of values


class FrameMethods:
    def frame_method(self, frame, method, node):
        handler = getattr(self, "frame_" + method, None)
        if handler:
            return handler(frame, node)
        args, keywords = self.arguments(node)
        if method in BY:
            name, how = BY[method]
            self.reads(frame, keywords.get(name) or (args[0] if args and name == "by" else None), node, how)
        if method in SAME:
            return self.inplace(frame, frame.derive(), node)
        if method not in NAMES_ALONE:
            self.reader.lose(frame)
        return None

    def frame_apply(self, frame, node):
        args, _ = self.arguments(node)
        if args and self.reader.follows(args[0]) and constant_keyword(node, "axis", self) in (1, "columns"):
            self.reader.call(args[0], [frame], {})
        else:
            self.reader.lose(frame)

    def frame_pipe(self, frame, node):
        args, keywords = self.arguments(node)
        return self.reader.call(args[0] if args else None, [frame] + args[1:], keywords)

    def frame_iterrows(self, frame, node):
        return Rows(frame, True)

    def frame_itertuples(self, frame, node):
        return Rows(frame, False)

    def frame_to_dict(self, frame, node):
        args, keywords = self.arguments(node)
        how = (args + [keywords.get("orient")])[0]
        if isinstance(how, Const) and how.value == "records":
            return Rows(frame, False)
        self.reader.lose(frame)
        return None

    def frame_get(self, frame, node):
        args, _ = self.arguments(node)
        if args and not isinstance(args[0], Const):
            self.reader.lose(frame)
            return
        self.reads(frame, args[0] if args else None, node, "reads")

    frame_pop = frame_get

    def frame_setdefault(self, frame, node):
        args, _ = self.arguments(node)
        self.reads(frame.derive(), args[0] if args else None, node, "tests for")
        self.create(frame, args[0] if args else None)

    def frame_update(self, frame, node):
        args, keywords = self.arguments(node)
        frame.created.update(name for name in keywords if name)
        for value in args:
            self.create(frame, value)
        frame.open = frame.open or None in keywords

    def create(self, frame, value):
        """Puts in the columns that a value names, or any where it is not known."""
        labels = labels_of(value)
        frame.created.update(labels or ())
        frame.open = frame.open or labels is None

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
        args, keywords = self.arguments(node)
        self.reads(frame, keywords.get("keys") or (args[0] if args else None), node, "selects")
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
        self.create(frame, keywords.get("column") or (args[1] if len(args) > 1 else None))

    def frame_reindex(self, frame, node):
        _, keywords = self.arguments(node)
        if "columns" not in keywords:
            return frame.derive()
        labels = labels_of(keywords["columns"])
        self.reads(frame, keywords["columns"], node, "tests for")
        for label in labels or ():
            if label in self.reader.declared:
                self.reads(frame, Const(label), node, "selects")
        result = frame.derive() if labels is None else frame.selected(labels)
        self.reader.lose(frame if labels is None else None)
        result.open = result.open or labels is None
        return result

    def frame_rename(self, frame, node):
        """Pandas leaves out names that are not there, so a rename reads nothing for certain."""
        _, keywords = self.arguments(node)
        columns, result = keywords.get("columns"), frame.derive()
        if isinstance(columns, Const) and isinstance(columns.value, dict):
            self.reads(frame, columns, node, "renames")
            result.created.update(columns.value.values())
        else:
            self.reader.lose(frame)
            result.open = True
        return self.inplace(frame, result, node)

    def frame_set_axis(self, frame, node):
        self.reader.lose(frame)
        return Frame(frame.created, True)

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
