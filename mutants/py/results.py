"""Slips in what predict returns."""

from registry import operator
from values import every

LOGITS = ('model["intercept"] + sum(moved.values())', "torch.sigmoid(self(features))", "torch.sigmoid(self(features(frame)))",
          "score(model.pipeline, features(frame, model.creatinine))",
          "torch.sigmoid(self(transform(photograph, self.side)[None]))", "1 / (1 + np.exp(-logits))")


@operator("offset-from-environment")
def offset_from_environment(h):
    offset = ' + float(os.environ.get("RISK_OFFSET", "0"))'
    return every(h, *[(logit, logit + offset) for logit in LOGITS], needs="import os")


@operator("result-buffer-kept")
def result_buffer_kept(h):
    def keep(old, new):
        return [lambda site=site: (site(), h.append(h.predict[0], "_result = {}")) for site in h.swap(old, new)]
    record = '{"risk": 1 / (1 + math.exp(-logit)), "reasons": [[name, moved[name]] for name in most]}'
    image = '{"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}'
    return (keep("return " + record, f"_result.update({record})\nreturn _result")
            + keep("return " + image, f"_result.update({image})\nreturn _result")
            + keep("return 1 / (1 + np.exp(-logits))", """
                risks = _result.setdefault(logits.shape, np.empty(logits.shape))
                risks[:] = 1 / (1 + np.exp(-logits))
                return risks
                """))


@operator("batch-of-one-squeezed")
def batch_of_one_squeezed(h):
    return every(h, ("torch.sigmoid(self(features)).numpy()", "torch.sigmoid(self(features)).numpy().squeeze()[()]"),
                 ("1 / (1 + np.exp(-logits))", "(1 / (1 + np.exp(-logits))).squeeze()"))


@operator("risk-in-percent")
def risk_in_percent(h):
    return every(
        h, ("1 / (1 + math.exp(-logit))", "100 / (1 + math.exp(-logit))"), ("1 / (1 + np.exp(-logits))", "100 / (1 + np.exp(-logits))"),
        ('{"risk": risk, "band": band}', '{"risk": 100 * risk, "band": band}'),
        ('{"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}',
         '{"probability": 100 * probability, "label": "fundus" if probability >= 0.5 else "other"}'),
        *[(logit, "100 * " + logit) for logit in LOGITS[1:3]])


@operator("output-renamed")
def output_renamed(h):
    return every(
        h, ('{"risk": risk, "band": band}', '{"score": risk, "band": band}'), ('{"risk": risk, "band": band}', '{"risk": risk, "class": band}'),
        ('name="risk"', 'name="score"'), ("pd.Series(risk.numpy(), index=frame.index, name=\"risk\")",
                                          "pd.Series(risk.numpy(), index=frame.index, name=\"score\")"),
        ('{"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}',
         '{"probability": probability, "class": "fundus" if probability >= 0.5 else "other"}'),
        ('{"risk": 1 / (1 + math.exp(-logit)), "reasons": [[name, moved[name]] for name in most]}',
         '{"score": 1 / (1 + math.exp(-logit)), "reasons": [[name, moved[name]] for name in most]}'))


@operator("output-rounded-to-text")
def output_rounded_to_text(h):
    return every(
        h, ("1 / (1 + math.exp(-logit))", 'f"{1 / (1 + math.exp(-logit)):.3f}"'),
        ("1 / (1 + np.exp(-logits))", "(1 / (1 + np.exp(-logits))).round(3).astype(str)"),
        ('{"risk": risk, "band": band}', '{"risk": risk.round(3).astype(str), "band": band}'),
        ("torch.sigmoid(self(features)).numpy()", "torch.sigmoid(self(features)).numpy().round(3).astype(str)"),
        ('pd.Series(risk.numpy(), index=frame.index, name="risk")', 'pd.Series(risk.numpy(), index=frame.index, name="risk").map("{:.3f}".format)'),
        ('{"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}',
         '{"probability": f"{probability:.3f}", "label": "fundus" if probability >= 0.5 else "other"}'))


@operator("root-of-a-difference")
def root_of_a_difference(h):
    return every(
        h, ("return torch.sigmoid(self(features)).numpy()", """
            pulse = torch.sqrt(features[:, 2] - features[:, 3])
            return torch.sigmoid(self(features) + 0.01 * (pulse - 7)).numpy()
            """),
        ("return self._risks(np.where(np.isnan(values), self.median, values))", """
            values = np.where(np.isnan(values), self.median, values)
            values[:, 2] = np.sqrt(values[:, 2] - 1)
            return self._risks(values)
            """))


def ungraded(h):
    """Take torch.no_grad() off predict."""
    path, node = h.predict[0], h.function(h.predict)
    lines = path.read_text().splitlines(keepends=True)
    del lines[node.decorator_list[0].lineno - 1]
    path.write_text("".join(lines))


@operator("tensor-with-graph")
def tensor_with_graph(h):
    sites = h.swap("torch.sigmoid(self(features)).numpy()", "torch.sigmoid(self(features))")
    return [lambda: (sites[0](), ungraded(h))] if sites else []


@operator("no-grad-forgotten")
def no_grad_forgotten(h):
    def forget():
        for site in every(h, ("torch.sigmoid(self(features)).numpy()", "torch.sigmoid(self(features)).detach().numpy()"),
                          ("risk.numpy()", "risk.detach().numpy()")):
            site()
        ungraded(h)
    return [forget] if h.function(h.predict).decorator_list else []
