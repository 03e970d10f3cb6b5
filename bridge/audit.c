#include "bridge.h"
#include <fcntl.h>
#include <string.h>

// Events are kept in fixed memory: the hook runs inside whatever the model was
// doing, and must neither fail nor call Python code. The GIL guards all of it.
enum { NAME = 40, DETAIL = 216, EVENTS = 256, PREFIXES = 64, PREFIX = 512 };

static struct { char name[NAME], detail[DETAIL]; } events[EVENTS];
static char prefixes[PREFIXES][PREFIX];
static int count, trusted, recording;

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

static int is_trusted(const char *path) {
	for (int i = 0; i < trusted; i++) {
		size_t n = strlen(prefixes[i]);
		if (!strncmp(path, prefixes[i], n) && (path[n] == '/' || path[n] == 0))
			return 1;
	}
	return 0;
}

// open: what is written, and what is read outside the trusted folders. Files
// already open (numbers) are no news.
static int describe_open(char *detail, PyObject *args) {
	PyObject *path = PyTuple_GET_ITEM(args, 0);
	long flags = PyLong_AsLong(PyTuple_GET_ITEM(args, 2));
	PyErr_Clear();
	if (PyLong_Check(path))
		return 0;
	describe(detail, path, 0);
	int writes = flags > 0 && flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
	if (!writes && is_trusted(detail))
		return 0;
	append(detail, writes ? "(write)" : "(read)");
	return 1;
}

static int known(const char *name, const char *detail) {
	for (int i = 0; i < count; i++)
		if (!strcmp(events[i].name, name) && !strcmp(events[i].detail, detail))
			return 1;
	return 0;
}

// record keeps an event once. CPython's own caches of bytecode are no news.
static void record(const char *name, PyObject *args) {
	char detail[DETAIL] = "";
	if (!strcmp(name, "open") && PyTuple_Check(args) && PyTuple_GET_SIZE(args) == 3) {
		if (!describe_open(detail, args))
			return;
	} else {
		describe(detail, args, 0);
	}
	if (strstr(detail, "/__pycache__") != NULL || known(name, detail))
		return;
	snprintf(events[count].name, NAME, "%s", name);
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

void handoff_audit_trust(const char *prefix) {
	if (trusted < PREFIXES && *prefix)
		snprintf(prefixes[trusted++], PREFIX, "%s", prefix);
}

size_t handoff_audit_size(void) {
	return count ? (size_t)count * sizeof *events + 1 : 0; // sprintf's last NUL
}

size_t handoff_audit_drain(char *out) {
	size_t used = 0;
	for (int i = 0; i < count; i++)
		used += (size_t)sprintf(out + used, "%s\t%s\n", events[i].name, events[i].detail);
	count = 0;
	return used;
}
