#include "bridge.h"
#include <fcntl.h>
#include <frameobject.h>
#include <string.h>
#include <unistd.h>

// Events are kept in fixed memory: the hook runs inside whatever the model was
// doing, and must neither fail nor call Python code. The GIL guards all of it.
enum { NAME = 40, DETAIL = 320, EVENTS = 256, PREFIXES = 64, PREFIX = 512 };

typedef struct { char path[PREFIXES][PREFIX]; int count; } folders;

static struct { char name[NAME], detail[DETAIL], by[NAME]; } events[EVENTS];
static folders trusted, own, watched_files;
static int count, recording;

// What is worth a line: an event whose name is one of these, or begins with
// one that ends in a dot.
static const char *const watched[] = {
	"open", "socket.", "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn",
	"os.putenv", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.chown",
	"os.truncate", "shutil.", "ctypes.dlopen", "urllib.Request", "ftplib.", "smtplib.", "http.", "pty.spawn",
	"signal.", "sys.setprofile", "sys.settrace",
};

static int is_watched(const char *name) {
	for (size_t i = 0; i < sizeof watched / sizeof *watched; i++) {
		size_t n = strlen(watched[i]);
		if (watched[i][n - 1] == '.' ? !strncmp(name, watched[i], n) : !strcmp(name, watched[i]))
			return 1;
	}
	return 0;
}

static void append(char *detail, const char *text) {
	size_t have = strlen(detail);
	if (have > 0 && have + 1 < DETAIL)
		detail[have++] = ' ';
	for (; *text && have + 1 < DETAIL; text++)
		detail[have++] = *text == '\n' || *text == '\t' ? ' ' : *text;
	detail[have] = 0;
}

// Text, bytes and whole numbers, those in tuples and lists too; anything else
// could run Python code to be shown.
static void describe(char *detail, PyObject *o, int depth) {
	char number[32];
	if (PyUnicode_Check(o)) {
		const char *text = PyUnicode_AsUTF8(o);
		append(detail, text ? text : "(not UTF-8)");
	} else if (PyBytes_Check(o)) {
		append(detail, PyBytes_AS_STRING(o));
	} else if (PyLong_CheckExact(o)) {
		snprintf(number, sizeof number, "%lld", PyLong_AsLongLong(o));
		append(detail, number);
	} else if (depth < 2 && (PyTuple_Check(o) || PyList_Check(o))) {
		for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); i++)
			describe(detail, PySequence_Fast_GET_ITEM(o, i), depth + 1);
	}
	PyErr_Clear();
}

static int is_under(const folders *f, const char *path) {
	for (int i = 0; i < f->count; i++) {
		size_t n = strlen(f->path[i]);
		if (!strncmp(path, f->path[i], n) && (path[n] == '/' || path[n] == 0))
			return 1;
	}
	return 0;
}

static int ends(const char *text, const char *with) {
	size_t n = strlen(text), m = strlen(with);
	return n >= m && !strcmp(text + n - m, with);
}

// is_code: what imports read of a package is no news.
static int is_code(const char *path) {
	return ends(path, ".py") || ends(path, ".pyc") || ends(path, ".so");
}

// describe_path appends a path, made absolute.
static void describe_path(char *detail, PyObject *path) {
	char given[DETAIL] = "", folder[DETAIL] = "";
	describe(given, path, 0);
	if (*given != '/' && getcwd(folder, sizeof folder - 1))
		strcat(folder, "/");
	snprintf(detail, DETAIL - sizeof " (write)", "%s%s", *given == '/' ? "" : folder, given);
}

// open: what is written, what is read outside the trusted folders, and what
// is read of the resources and of the package's data. Files already open
// (numbers) are no news.
static int describe_open(char *detail, PyObject *args) {
	PyObject *path = PyTuple_GET_ITEM(args, 0);
	long flags = PyLong_AsLong(PyTuple_GET_ITEM(args, 2));
	PyErr_Clear();
	if (PyLong_Check(path))
		return 0;
	describe_path(detail, path);
	int writes = flags > 0 && flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
	int data = is_under(&watched_files, detail) || (is_under(&own, detail) && !is_code(detail));
	if (!writes && !data && is_under(&trusted, detail) && !strstr(detail, "/../"))
		return 0;
	append(detail, writes ? "(write)" : "(read)");
	return 1;
}

// who did it: the innermost Python code that is not the standard library's
// says so. Whatever happens while somebody else's module is being imported is
// that module's doing.
static const char *who(void) {
	const char *by = "package";
	for (PyFrameObject *f = PyEval_GetFrame(); f; f = f->f_back) {
		const char *file = PyUnicode_AsUTF8(f->f_code->co_filename);
		if (!file) {
			PyErr_Clear();
			continue;
		}
		if (is_under(&own, file))
			return by;
		if (!strncmp(file, "<frozen importlib", 17))
			return "import";
		if (strstr(file, "/site-packages/"))
			by = "library";
	}
	return "import";
}

static int in_glue(void) {
	PyFrameObject *f = PyEval_GetFrame();
	const char *file = f ? PyUnicode_AsUTF8(f->f_code->co_filename) : NULL;
	PyErr_Clear();
	return file && !strncmp(file, "<handoff>/", 10);
}

static int known(const char *name, const char *detail, const char *by) {
	for (int i = 0; i < count; i++)
		if (!strcmp(events[i].name, name) && !strcmp(events[i].detail, detail) && !strcmp(events[i].by, by))
			return 1;
	return 0;
}

// record keeps an event once. CPython's own caches of bytecode are no news,
// nor is what handoff's own glue does.
static void record(const char *name, PyObject *args) {
	char detail[DETAIL] = "";
	if (in_glue())
		return;
	if (!strcmp(name, "open") && PyTuple_Check(args) && PyTuple_GET_SIZE(args) == 3) {
		if (!describe_open(detail, args))
			return;
	} else {
		describe(detail, args, 0);
	}
	const char *by = who();
	if (strstr(detail, "/__pycache__") != NULL || known(name, detail, by))
		return;
	snprintf(events[count].name, NAME, "%s", name);
	snprintf(events[count].by, NAME, "%s", by);
	memcpy(events[count].detail, detail, DETAIL);
	count++;
}

static int hook(const char *name, PyObject *args, void *unused) {
	if (!recording || count == EVENTS || !is_watched(name))
		return 0;
	PyObject *type, *value, *traceback;
	PyErr_Fetch(&type, &value, &traceback);
	record(name, args);
	PyErr_Restore(type, value, traceback);
	return 0;
}

int handoff_audit_install(void) {
	return PySys_AddAuditHook(hook, NULL);
}

void handoff_audit_record(int on) {
	recording = on;
}

static void add(folders *f, const char *path) {
	for (int i = 0; i < f->count; i++)
		if (!strcmp(f->path[i], path))
			return;
	if (f->count < PREFIXES && *path)
		snprintf(f->path[f->count++], PREFIX, "%s", path);
}

void handoff_audit_trust(const char *prefix) { add(&trusted, prefix); }

void handoff_audit_own(const char *prefix) { add(&own, prefix); }

void handoff_audit_watch(const char *path) { add(&watched_files, path); }

size_t handoff_audit_size(void) {
	return count ? (size_t)count * sizeof *events + 1 : 0; // sprintf's last NUL
}

size_t handoff_audit_drain(char *out) {
	size_t used = 0;
	for (int i = 0; i < count; i++)
		used += (size_t)sprintf(out + used, "%s\t%s\t%s\n", events[i].name, events[i].by, events[i].detail);
	count = 0;
	return used;
}
