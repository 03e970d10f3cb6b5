"""What code of others does with an image or a tensor that it is given, by the name it is known under."""
import re

KEEPS, CONVERTS, PREPARES, NETWORK, LOOKS, UNKNOWN_USE = "keeps", "converts", "prepares", "network", "looks", "unknown"

ARITHMETIC = {"add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "clip", "clamp", "normalize"}
IMAGE_STEPS = {"resize", "crop", "thumbnail", "filter", "pad", "interpolate", "grid_sample", "upsample", "reduce", "draft"}
MAKES = {"as_tensor", "tensor", "from_numpy", "asarray", "array", "ascontiguousarray", "Tensor", "FloatTensor", "frombuffer"}
ALIKE = {"stack", "cat", "unsqueeze", "squeeze", "permute", "transpose", "moveaxis", "expand_dims", "concatenate", "reshape", "flatten"}
QUESTIONS = {"is_tensor", "isnan", "isfinite", "isinf", "any", "all", "isclose", "allclose", "equal", "numel", "is_floating_point", "min", "max", "unique"}
DECODES = {"open", "imdecode", "imread", "BytesIO", "frombuffer", "fromarray", "exif_transpose", "cvtColor", "decode_jpeg", "decode_image",
           "to_pil_image", "ToPILImage", "PILToTensor", "pil_to_tensor", "ToImage", "to_image"}
SCALES_TOO = {"ToTensor", "to_tensor", "img_as_float", "img_as_float32"}  # decode and scale to 0 to 1
TENSORS_ALONE = {"Normalize", "normalize", "ConvertImageDtype", "convert_image_dtype", "RandomErasing", "erase"}

IMAGES = ("PIL", "cv2", "skimage", "torchvision.transforms", "torchvision.io", "albumentations", "kornia", "imgaug", "imageio",
          "monai.transforms", "scipy.ndimage", "timm.data", "io")
NETWORKS = ("torch.nn", "torch.jit", "torch.hub", "torch.load", "torchvision.models", "timm", "segmentation_models_pytorch",
            "efficientnet_pytorch", "monai.networks", "sklearn.linear_model", "sklearn.ensemble", "sklearn.svm", "sklearn.neural_network")
PREPARING_NAME = re.compile(r"transform|preproc|prepare|augment|normali|resiz|crop|rescale", re.I)


def within(name, packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


def use_by(name):
    """What a foreign function, or the object that a foreign class or function makes, does with an input."""
    last = name.rpartition(".")[2]
    if within(name, IMAGES):
        return CONVERTS if last in DECODES | SCALES_TOO else PREPARES
    if name.startswith(("torch.", "numpy.")) and not last[:1].isupper() or last in MAKES:
        return use_by_numbers(name, last)
    return NETWORK if within(name, NETWORKS) else UNKNOWN_USE


def use_by_numbers(name, last):
    """A function of torch or numpy."""
    if last in MAKES:
        return CONVERTS
    if last in ARITHMETIC | IMAGE_STEPS:
        return PREPARES
    if last in ALIKE:
        return KEEPS
    if last in QUESTIONS:
        return LOOKS
    return NETWORK if name.startswith("torch.") else UNKNOWN_USE


TENSOR_METHODS = {"unsqueeze", "permute", "dim", "cuda", "cpu", "numel", "expand", "detach", "numpy", "to", "float", "half",
                  "is_floating_point", "contiguous", "size", "sub_", "div_", "mul_"}
OTHER_METHODS = {"convert", "read", "decode", "tobytes", "getdata", "astype", "to_numpy", "startswith", "get", "tolist", "keys"}
QUESTION_METHODS = QUESTIONS | {"dim", "size", "mean", "std", "sum", "item", "__len__"}
OTHER_ATTRIBUTES = {"mode", "values", "columns", "format", "getbands"}
