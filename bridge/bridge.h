// What the bridge needs of CPython beyond go-python3, in C. Unless a function
// says otherwise its caller holds the GIL, arguments are borrowed for the call,
// and on failure a Python exception is set and nothing has changed owner.
#ifndef HANDOFF_BRIDGE_H
#define HANDOFF_BRIDGE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#if PY_VERSION_HEX >> 16 != 0x0308
#error "these are not the headers of CPython 3.8: run scripts/write-pc and set PKG_CONFIG_PATH to build/pkgconfig, as make does"
#endif

// embed.c

// Starts CPython on the calling thread, which then holds the GIL. Returns NULL,
// or a message in static storage. program may be NULL; seed < 0 leaves hashes
// randomised. To be called once, with no interpreter running.
const char *handoff_start(const char *program, long seed);

// Gives the kernel the memory that is free, which it otherwise keeps for what is
// made next. No GIL is needed.
void handoff_trim_heap(void);

// A new reference to a str of len bytes of UTF-8, or NULL.
PyObject *handoff_str(const char *text, Py_ssize_t len);

// The UTF-8 of a str, owned by the str, or NULL.
const char *handoff_text(PyObject *str, Py_ssize_t *len);

// Gives up the references, the last one first.
void handoff_release(PyObject **objects, size_t n);

// Where the memory of an object with a contiguous buffer begins and how many
// bytes it has. The memory belongs to the object and must be one that never
// moves (ndarray, bytes, array.array, our own Memory). Returns 0 or -1.
int handoff_buffer(PyObject *o, int writable, void **start, Py_ssize_t *len);

// audit.c

// Adds the audit hook. To be called before handoff_start; no GIL is needed.
int handoff_audit_install(void);

// Starts or stops recording.
void handoff_audit_record(int on);

// Leaves reads of files under prefix unrecorded. Copies prefix.
void handoff_audit_trust(const char *prefix);

// Says that the code under prefix is the package's own. Copies prefix.
void handoff_audit_own(const char *prefix);

// Records reads of the file, or of those in the folder, though they are
// trusted. Copies path.
void handoff_audit_watch(const char *path);

// Bytes that are ample for handoff_audit_drain; 0 where nothing was recorded.
size_t handoff_audit_size(void);

// Copies the recorded events to out, "name\tby\tdetail\n" each, and forgets them.
// Returns the number of bytes.
size_t handoff_audit_drain(char *out);

// memory.c

// A mapping is memory that Python objects may view. It has as many owners as
// it was retained by; the last release unmaps it.
typedef struct handoff_mapping handoff_mapping;

// A mapping with one owner, or NULL without memory (no exception is set, the
// caller keeps the pages). No GIL is needed.
handoff_mapping *handoff_mapping_new(void *base, size_t size);

// Gives one ownership back.
void handoff_mapping_release(handoff_mapping *m);

// A new reference to an object with a writable buffer of len bytes at start,
// which owns m too, or NULL.
PyObject *handoff_memory(handoff_mapping *m, void *start, Py_ssize_t len);

// objects.c

enum {
	HANDOFF_INT8, HANDOFF_INT16, HANDOFF_INT32, HANDOFF_INT64,
	HANDOFF_UINT8, HANDOFF_UINT16, HANDOFF_UINT32, HANDOFF_UINT64,
	HANDOFF_FLOAT32, HANDOFF_FLOAT64, HANDOFF_BOOL,
	HANDOFF_STR, HANDOFF_BYTES, HANDOFF_DATE, HANDOFF_DATETIME, HANDOFF_DELTA
};

// The functions below make one object a row of an Arrow column and put new
// references into out, which owns what it held before. validity is a bitmap
// or NULL; first is the first row's place in it and in values. missing stands
// for nulls. They return -1, or the row whose value has no such object, with
// an exception set and earlier rows replaced.

// offsets: of text and bytes, at the first row. Datetimes and deltas are
// nanoseconds, and lose what is below a microsecond; zones are seconds east
// of UTC of each row, or NULL for naive datetimes.
int64_t handoff_objects(int kind, const void *values, const int32_t *offsets, const int32_t *zones,
	const uint8_t *validity, int64_t first, int64_t rows, PyObject *missing, PyObject **out);

// Lists of items, which start at the item of offsets[0].
int64_t handoff_lists(PyObject *const *items, const int32_t *offsets,
	const uint8_t *validity, int64_t first, int64_t rows, PyObject *missing, PyObject **out);

// The items of a tuple by their codes; missing for negative ones.
int64_t handoff_levels(PyObject *levels, const int32_t *codes, int64_t rows, PyObject *missing, PyObject **out);

// Fills out with rows dicts of the columns' objects; columns[i] has rows
// objects, names is a tuple of str. Returns 0 or -1.
int handoff_dicts(PyObject *names, PyObject **columns, int64_t rows, PyObject **out);
#endif
