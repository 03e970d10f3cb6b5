#include "bridge.h"
#include <stdlib.h>
#include <sys/mman.h>

struct handoff_mapping {
	void *base;
	size_t size;
	long owners; // guarded by the GIL once Python objects own it too
};

handoff_mapping *handoff_mapping_new(void *base, size_t size) {
	handoff_mapping *m = malloc(sizeof *m);
	if (m != NULL)
		*m = (handoff_mapping){base, size, 1};
	return m;
}

void handoff_mapping_release(handoff_mapping *m) {
	if (--m->owners > 0)
		return;
	munmap(m->base, m->size);
	free(m);
}

typedef struct {
	PyObject_HEAD
	handoff_mapping *mapping;
	void *start;
	Py_ssize_t len;
} memory;

static void memory_dealloc(memory *self) {
	handoff_mapping_release(self->mapping);
	Py_TYPE(self)->tp_free(self);
}

static int memory_getbuffer(memory *self, Py_buffer *view, int flags) {
	return PyBuffer_FillInfo(view, (PyObject *)self, self->start, self->len, 0, flags);
}

static PyBufferProcs memory_buffer = {(getbufferproc)memory_getbuffer, NULL};

static PyTypeObject memory_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name = "handoff.Memory",
	.tp_doc = "Pages of a batch, unmapped when nothing refers to them.",
	.tp_basicsize = sizeof(memory),
	.tp_dealloc = (destructor)memory_dealloc,
	.tp_as_buffer = &memory_buffer,
	.tp_flags = Py_TPFLAGS_DEFAULT,
};

PyObject *handoff_memory(handoff_mapping *m, void *start, Py_ssize_t len) {
	if (PyType_Ready(&memory_type) < 0)
		return NULL;
	memory *self = PyObject_New(memory, &memory_type);
	if (self == NULL)
		return NULL;
	m->owners++;
	self->mapping = m;
	self->start = start;
	self->len = len;
	return (PyObject *)self;
}
