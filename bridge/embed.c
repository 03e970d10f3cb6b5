#include "bridge.h"
#include <malloc.h>

// A call of predict frees what the next one takes again: arrays, tensors,
// pictures. Given back to the kernel in between, each page of them costs a fault
// and a clearing, which of photographs was more time than the model's own. So
// all memory comes from the heap, of which none is given back unasked.
static void keep_heap(void) {
#ifdef __GLIBC__
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

void handoff_trim_heap(void) {
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

// PyConfig rather than Py_InitializeEx, which can neither leave PYTHON*
// variables aside nor be given a hash seed without them.
static PyStatus configure(PyConfig *config, const char *program, long seed) {
	static wchar_t *argv[] = {L""};
	config->use_environment = 0;
	config->user_site_directory = 0;
	config->install_signal_handlers = 0;
	config->parse_argv = 0;
	config->use_hash_seed = seed >= 0;
	config->hash_seed = seed >= 0 ? (unsigned long)seed : 0;
	PyStatus status = PyConfig_SetArgv(config, 1, argv);
	if (!PyStatus_Exception(status) && program != NULL)
		status = PyConfig_SetBytesString(config, &config->program_name, program);
	return status;
}

const char *handoff_start(const char *program, long seed) {
	keep_heap();
	// As the python3.8 program does: a C locale becomes UTF-8.
	PyPreConfig pre;
	PyPreConfig_InitPythonConfig(&pre);
	pre.use_environment = 0;
	pre.parse_argv = 0;
	PyStatus status = Py_PreInitialize(&pre);
	if (PyStatus_Exception(status))
		return status.err_msg ? status.err_msg : "preinitialisation failed";

	PyConfig config;
	PyConfig_InitPythonConfig(&config);
	status = configure(&config, program, seed);
	if (!PyStatus_Exception(status))
		status = Py_InitializeFromConfig(&config);
	PyConfig_Clear(&config);
	if (PyStatus_Exception(status))
		return status.err_msg ? status.err_msg : "initialisation failed";
	return NULL;
}

PyObject *handoff_str(const char *text, Py_ssize_t len) {
	return PyUnicode_DecodeUTF8(text, len, "strict");
}

const char *handoff_text(PyObject *str, Py_ssize_t *len) {
	return PyUnicode_AsUTF8AndSize(str, len);
}

void handoff_release(PyObject **objects, size_t n) {
	while (n-- > 0)
		Py_DECREF(objects[n]);
}

int handoff_buffer(PyObject *o, int writable, void **start, Py_ssize_t *len) {
	Py_buffer view;
	int flags = writable ? PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE | PyBUF_FORMAT : PyBUF_C_CONTIGUOUS | PyBUF_FORMAT;
	if (PyObject_GetBuffer(o, &view, flags) < 0)
		return -1;
	*start = view.buf;
	*len = view.len;
	PyBuffer_Release(&view);
	return 0;
}
