import site
import sys


def main(args):
    return {
        "Executable": sys.executable,
        "Prefix": sys.prefix,
        "Encoding": sys.getfilesystemencoding(),
        "Argv": sys.argv,
        "Glue": [name for name in sys.modules if "handoff" in name],
        "Args": args,
        "UserSite": bool(site.ENABLE_USER_SITE),
    }
